import type { TestStore } from "@milepost/testkit/test-store";
import { openTestStore } from "@milepost/testkit/test-store";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { instantParam } from "./index.ts";
import type { ModelEvent } from "./observation-model.ts";
import { currentOf, modelOf } from "./observation-model.ts";
import { conflicts } from "./queries/conflicts.ts";
import { currentObservations } from "./queries/current-observations.ts";
import { observationHistory } from "./queries/observation-history.ts";

const FIRST_INSTANT = Date.parse("2026-01-01T00:00:00Z");
const MINUTE_MS = 60_000;
const RUNS = 60;

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

/** What a test compares: one event by its place, period and value. */
const told = (event: ModelEvent): string => `${event.kind} ${event.period} ${event.value} @${event.offset}`;

async function shown(options: Parameters<typeof currentObservations>[0]): Promise<readonly string[]> {
  const rows = await database.store.query(currentObservations(options));
  return rows.map((row) => `${row.kind} ${row.period_label} ${row.value} @${row.log_offset}`).toSorted();
}

async function shownBy(view: string, kpi: string): Promise<readonly string[]> {
  const rows = await database.store.query<{ told: string }>({
    name: "view",
    sql: `SELECT concat(kind, ' ', period_label, ' ', ifNull(toString(value), 'null'), ' @', toString(log_offset)) AS told FROM ${view} WHERE kpi = {kpi:String} ORDER BY told`,
    params: { kpi },
  });
  return rows.map((row) => row.told).toSorted();
}

const ascending = (left: number, right: number): number => left - right;

const toldAll = (events: Iterable<ModelEvent>): readonly string[] => [...events].map(told).toSorted();

test("observations, its history, both as-of views, positions and conflicts equal the ten-line model, in any order and batching, inserted once or again", async () => {
  await fc.assert(
    fc.asyncProperty(logOfOneKpi, fc.infiniteStream(fc.nat()), minute, async (drafts, dice, at) => {
      const kpi = `kpi-${(nextKpi += 1)}`;
      const events = drafts.map((one, offset) => ({ ...one, kpi, offset }));
      const roll = (sides: number): number => (dice.next().value ?? 0) % sides;
      const shuffled = [...events, ...events.slice(roll(events.length))].toSorted(() => roll(3) - 1);
      const cut = roll(shuffled.length);
      await database.store.insert("observation_events", shuffled.slice(0, cut).map(lineOf));
      await database.store.insert("observation_events", shuffled.slice(cut).map(lineOf));

      const { accepted, conflicts: apart } = modelOf(events);
      const now = toldAll(currentOf(accepted).values());
      expect(await shown({ kpis: [kpi] })).toEqual(now);
      expect(await shownBy("observations", kpi)).toEqual(now);

      const known = toldAll(currentOf(accepted.filter((event) => event.knownAt <= at)).values());
      expect(await shown({ kpis: [kpi], asOf: at })).toEqual(known);
      expect(await shownBy(`observations_as_of(at = '${instantParam(at)}')`, kpi)).toEqual(known);

      const then = toldAll(
        currentOf(modelOf(events.filter((event) => event.recordedAt <= at)).accepted).values(),
      );
      expect(await shown({ kpis: [kpi], recordedAsOf: at })).toEqual(then);
      expect(await shownBy(`observations_recorded_as_of(at = '${instantParam(at)}')`, kpi)).toEqual(then);

      const end = roll(events.length + 1);
      const below = toldAll(currentOf(modelOf(events.slice(0, end)).accepted).values());
      expect(await shown({ kpis: [kpi], position: { "observations/1": end } })).toEqual(below);

      const history = await database.store.query(observationHistory({ kpi }));
      const versions = history.map(
        (row) => `${row.kind} ${row.period_label} ${row.value} @${row.log_offset}`,
      );
      expect(versions.toSorted()).toEqual(toldAll(accepted));
      const current = history.filter((row) => row.is_current);
      expect(current.map((row) => row.log_offset).toSorted(ascending)).toEqual(
        [...currentOf(accepted).values()].map((event) => event.offset).toSorted(ascending),
      );

      const keptApart = await database.store.query(conflicts({ kpi }));
      expect(keptApart.map((row) => row.log_offset).toSorted(ascending)).toEqual(
        apart.map((event) => event.offset).toSorted(ascending),
      );
    }),
    { numRuns: RUNS },
  );
}, 60_000);
