import type { TestStore } from "./store-under-test.suite.ts";
import { openTestStore } from "./store-under-test.suite.ts";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { instantParam } from "./index.ts";
import type { ModelEvent } from "./observation-model.ts";
import { currentOf, modelOf } from "./observation-model.ts";
import { currentReadings, judgeEvents, restatedAmong } from "./judge-events.ts";
import type { JudgedEvent } from "./judge-events.ts";
import { knownFigures } from "./queries/known-figures.ts";
import type { KnownFiguresOptions } from "./queries/known-figures.ts";
import { observationEvents } from "./queries/observation-events.ts";
import { restatements } from "./queries/restatements.ts";
import { seriesLists } from "./queries/series-lists.ts";
import type { SeriesListsOptions } from "./queries/series-lists.ts";

const FIRST_INSTANT = Date.parse("2026-01-01T00:00:00Z");
const MINUTE_MS = 60_000;
const RUNS = 12;
const KPIS_A_RUN = 10;

let database: TestStore;
let nextKpi = 0;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(async () => database.close());

const minute = fc.integer({ min: 0, max: 5 }).map((minutes) => FIRST_INSTANT + minutes * MINUTE_MS);

const draft = fc.record({
  source: fc.constantFrom("//a", "//a", "//a", "//b"),
  id: fc.constantFrom("e1", "e2", "e3", "e4", "e5", "e6"),
  planSource: fc.constantFrom("", "", "", "//a", "//b"),
  period: fc.constantFrom("2026-01", "2026-02"),
  kind: fc.constantFrom("actual" as const, "actual" as const, "planned" as const),
  value: fc.constantFrom(1, 2, 3, null),
  time: minute,
  knownAt: minute,
  recordedAt: minute,
});

/** A log of one KPI: drafts in order, some of them repeated later, as a retry does. */
const logOfOneKpi = fc
  .record({
    drafts: fc.array(draft, { minLength: 1, maxLength: 14 }),
    retries: fc.array(fc.tuple(fc.nat(), minute), { maxLength: 5 }),
  })
  .map(({ drafts, retries }) => {
    const again = retries.map(([index, recordedAt]) => ({
      ...(drafts[index % drafts.length] as (typeof drafts)[number]),
      recordedAt,
    }));
    return [...drafts, ...again];
  });

function lineOf(event: ModelEvent): string {
  const instant = (epochMs: number): string => new Date(epochMs).toISOString();
  return JSON.stringify({
    kpi: event.kpi,
    series: "",
    grain: "month",
    period_start: `${event.period}-01`,
    period_end: `${event.period}-28`,
    period_label: event.period,
    period_ends_at: `${event.period}-28T23:00:00.000Z`,
    kind: event.kind,
    source: event.source,
    id: event.id,
    event_type: event.value === null ? "retracted" : "recorded",
    value: event.value === null ? null : String(event.value),
    kpi_version: 1,
    completeness: "complete",
    time: instant(event.time),
    known_at: instant(event.knownAt),
    stated_known_at: instant(event.knownAt),
    recorded_at: instant(event.recordedAt),
    plan_source: event.planSource,
    actor: "test",
    log_topic: "observations",
    log_partition: 1,
    log_offset: event.offset,
  });
}

/** What a test compares: one event by its KPI, period, value and place. */
function told({ kpi, kind, period, value, offset }: ModelEvent): string {
  return `${kpi} ${kind} ${period} ${value} @${offset}`;
}

function toldAll(events: Iterable<ModelEvent>): readonly string[] {
  return [...events].map(told).toSorted();
}

interface Shown {
  readonly kpi: string;
  readonly kind: string;
  readonly period_label: string;
  readonly value: string | null;
  readonly log_offset: number;
}

function toldRows(rows: readonly Shown[]): readonly string[] {
  return rows
    .map((row) => `${row.kpi} ${row.kind} ${row.period_label} ${row.value} @${row.log_offset}`)
    .toSorted();
}

/** What predict and the projector read: of each period its value, and since when it is known. */
async function listed({
  position = { "observations/1": 99 },
  ...options
}: Listed): Promise<readonly string[]> {
  const rows = await database.store.query(seriesLists({ ...options, position }));
  return rows
    .flatMap(({ kpi, kind, labels, values, known_at: known }) =>
      labels.map((label, at) => `${kpi} ${kind} ${label} ${values[at]} known ${known[at]}`),
    )
    .toSorted();
}

type Listed = Omit<SeriesListsOptions, "position"> & Partial<Pick<SeriesListsOptions, "position">>;

function toldLists(events: Iterable<ModelEvent>): readonly string[] {
  return [...events]
    .map(({ kpi, kind, period, value, knownAt }) => `${kpi} ${kind} ${period} ${value} known ${knownAt}`)
    .toSorted();
}

/** What pages read: of each series the periods from a date on, and what stands before. */
async function figured(options: KnownFiguresOptions): Promise<readonly string[]> {
  const rows = await database.store.query(knownFigures(options));
  return rows
    .map(({ kpi, kind, labels, values, known_at: known, first_known_at: first, ...row }) => {
      const figures = labels.map((label, at) => `${label} ${values[at]} known ${first[at]} ${known[at]}`);
      const before = `${row.first_period} ${row.earlier_period} ${row.earlier_known_at}`;
      return `${kpi} ${kind} [${figures.join(", ")}] ${before}`;
    })
    .toSorted();
}

function toldFigures(accepted: readonly ModelEvent[], from: string): readonly string[] {
  const series = Map.groupBy(accepted, ({ kpi, kind }) => `${kpi} ${kind}`);
  return [...series]
    .map(([name, all]) => {
      const current = [...currentOf(all).values()].toSorted((one, other) =>
        one.period < other.period ? -1 : 1,
      );
      const figures = current
        .filter(({ period }) => `${period}-01` >= from)
        .map(({ period, value, knownAt }) => {
          const first = Math.min(...all.filter((one) => one.period === period).map((one) => one.knownAt));
          return `${period} ${value} known ${first} ${knownAt}`;
        });
      const isThere = ({ value }: ModelEvent): boolean => value !== null;
      const earlier = current.filter(({ period }) => `${period}-01` < from);
      const [first, last] = [
        current.find(isThere)?.period ?? null,
        earlier.findLast(isThere)?.period ?? null,
      ];
      const known = Math.max(0, ...earlier.map(({ knownAt }) => knownAt));
      return `${name} [${figures.join(", ")}] ${first} ${last} ${known}`;
    })
    .toSorted();
}

async function shownBy(view: string, kpis: readonly string[], where = "1"): Promise<readonly string[]> {
  const rows = await database.store.query<Shown>({
    name: "view",
    sql: `SELECT kpi, kind, period_label, value, log_offset FROM ${view} WHERE kpi IN {kpis:Array(String)} AND ${where}`,
    params: { kpis },
  });
  return toldRows(rows);
}

async function judged(kpis: readonly string[]): Promise<readonly JudgedEvent[]> {
  return judgeEvents(await database.store.query(observationEvents({ kpis })));
}

/** What was kept apart, each content of an id once, as the public table shows it. */
function apartOf(events: readonly JudgedEvent[]): readonly JudgedEvent[] {
  const apart = events.filter(({ standing }) => standing === "other_source" || standing === "other_payload");
  const key = (one: JudgedEvent): string =>
    JSON.stringify([one.kpi, one.source, one.id, one.payload, one.standing]);
  return [...Map.groupBy(apart, key).values()].flatMap((same) => same.slice(0, 1));
}

/** Inserts events in a random order, cut anywhere, some of them twice. */
async function insertAnyhow(events: readonly ModelEvent[], roll: (sides: number) => number): Promise<void> {
  const shuffled = [...events, ...events.slice(roll(events.length))]
    .map((event) => ({ event, place: roll(1_000_000) }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ event }) => lineOf(event));
  const cut = roll(shuffled.length);
  await database.store.insert("observation_events", shuffled.slice(0, cut));
  await database.store.insert("observation_events", shuffled.slice(cut));
}

test("B-03: observations, history, both as-of views, positions and conflicts equal the ten-line model, in any order and batching, inserted once or again", async () => {
  const logs = fc.array(logOfOneKpi, { minLength: 1, maxLength: KPIS_A_RUN });
  await fc.assert(
    fc.asyncProperty(logs, fc.infiniteStream(fc.nat()), minute, async (drafts, dice, at) => {
      const roll = (sides: number): number => (dice.next().value ?? 0) % sides;
      const events = drafts.flatMap((log) => {
        const kpi = `kpi-${(nextKpi += 1)}`;
        return log.map((one, offset) => ({ ...one, kpi, offset }));
      });
      const kpis = [...new Set(events.map(({ kpi }) => kpi))];
      await insertAnyhow(events, roll);

      const { accepted, conflicts: apart } = modelOf(events);
      const current = [...currentOf(accepted).values()];
      const now = toldAll(current);
      expect(await listed({ kpis })).toEqual(toldLists(current));
      const fromFebruary = current.filter(({ period }) => period >= "2026-02");
      expect(await listed({ kpis, from: "2026-02-01" })).toEqual(toldLists(fromFebruary));
      for (const from of ["2026-01-01", "2026-02-01"])
        expect(await figured({ kpis, from })).toEqual(toldFigures(accepted, from));
      expect(await shownBy("observations", kpis)).toEqual(now);
      expect(await shownBy("observations_history", kpis)).toEqual(toldAll(accepted));
      expect(await shownBy("observations_history", kpis, "is_current")).toEqual(now);
      expect(await shownBy("conflicts", kpis)).toEqual(toldAll(apart));

      const judgedNow = await judged(kpis);
      const counting = judgedNow.filter(({ standing }) => standing === "accepted");
      expect(toldRows(counting)).toEqual(toldAll(accepted));
      expect(toldRows(currentReadings(counting))).toEqual(now);
      expect(toldRows(apartOf(judgedNow))).toEqual(toldAll(apart));
      const restated = await database.store.query(restatements());
      expect(
        restatedAmong(counting)
          .map(({ before, after }) => `${after.kpi} ${before.log_offset} → ${after.log_offset}`)
          .toSorted(),
      ).toEqual(
        restated
          .filter(({ kpi }) => kpis.includes(kpi))
          .map((row) => `${row.kpi} ${row.old_log_offset} → ${row.log_offset}`)
          .toSorted(),
      );

      const knowable = accepted.filter((event) => event.knownAt <= at);
      const known = [...currentOf(knowable).values()];
      const from = "2026-02-01";
      expect(await figured({ kpis, from, asOf: at })).toEqual(toldFigures(knowable, from));
      expect(await listed({ kpis, asOf: at })).toEqual(toldLists(known));
      expect(await shownBy(`observations_as_of(at = '${instantParam(at)}')`, kpis)).toEqual(toldAll(known));

      const recorded = modelOf(events.filter((event) => event.recordedAt <= at));
      const then = toldAll(currentOf(recorded.accepted).values());
      expect(await shownBy(`observations_recorded_as_of(at = '${instantParam(at)}')`, kpis)).toEqual(then);

      const end = roll(15);
      const below = modelOf(events.filter(({ offset }) => offset < end));
      const position = { "observations/1": end };
      expect(await listed({ kpis, position })).toEqual(toldLists(currentOf(below.accepted).values()));

      await insertAnyhow(events, roll);
      expect(await listed({ kpis })).toEqual(toldLists(current));
      expect(await shownBy("observations_history", kpis)).toEqual(toldAll(accepted));
      expect(await shownBy("conflicts", kpis)).toEqual(toldAll(apart));
    }),
    { numRuns: RUNS },
  );
});

test("a question about one KPI reads no more than its granules, also through the public tables", async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) =>
    lineOf({
      kpi: `wide-${index % 200}`,
      offset: index,
      source: "//a",
      id: `wide-${index}`,
      planSource: "",
      period: `20${10 + (index % 80)}-01`,
      kind: "actual",
      value: 1,
      time: FIRST_INSTANT,
      knownAt: FIRST_INSTANT,
      recordedAt: FIRST_INSTANT,
    }),
  );
  await database.store.insert("observation_events", lines);
  for (const view of ["observations", "observations_history", "restatements", "conflicts"]) {
    const plan = await database.store.query<{ explain: string }>({
      name: "plan",
      sql: `EXPLAIN indexes = 1 SELECT * FROM ${view} WHERE kpi = 'wide-7'`,
      params: {},
    });
    const granules = plan.flatMap(({ explain }) => /Granules: (\d+)\/(\d+)/.exec(explain)?.slice(1) ?? []);
    expect({ [view]: Number(granules[1]) }).not.toEqual({ [view]: 0 });
    expect(Number(granules[0])).toBeLessThanOrEqual(Number(granules[1]) / 5);
  }
});
