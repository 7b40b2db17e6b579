import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { baseDatabase } from "../index.ts";
import type { KpiFreshnessRow } from "../queries/kpi-freshness.ts";
import { kpiFreshness } from "../queries/kpi-freshness.ts";
import { pipeline } from "../queries/pipeline.ts";
import type { TestStore } from "../store-under-test.suite.ts";
import { openTestStore } from "../store-under-test.suite.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(() => database.close());

const DAY_MS = 86_400_000;
const insert = (table: string, line: Readonly<Record<string, unknown>>): Promise<void> =>
  database.store.insert(`${baseDatabase(database.store.database)}.${table}`, [JSON.stringify(line)]);

interface Measured {
  readonly partition?: number;
  readonly lag?: number;
  readonly completeUpTo: string | null;
  readonly behindSeconds?: number | null;
  readonly agoMs?: number;
}

/** What a projector measures of a partition of observations. */
function measured({
  partition = 0,
  lag = 0,
  completeUpTo,
  behindSeconds = 0,
  agoMs = 0,
}: Measured): Promise<void> {
  return insert("pipeline_partitions", {
    topic: "observations",
    partition,
    generation: 1,
    log_end: 100 + lag,
    committed: 100,
    derived_up_to: 90,
    complete_up_to: completeUpTo,
    behind_seconds: behindSeconds,
    measured_at: new Date(Date.now() - agoMs).toISOString(),
  });
}

interface KpiCase {
  readonly expectedFreshness?: string;
  readonly publicationLag?: string;
  readonly grain?: string;
  readonly start?: string;
  readonly end?: string;
  readonly endsAt?: string;
  readonly timeZone?: string;
  /** The time zone of its calendar; absent: the tables have no calendar. */
  readonly calendarZone?: string;
  readonly partition?: number;
  readonly hasValue?: boolean;
}

/** A KPI, with a value of September 2026 in Berlin unless something else is said. */
async function kpi(given: KpiCase): Promise<string> {
  const id = `kpi-${randomUUID().slice(0, 8)}`;
  const { publicationLag = "PT0S", grain = "month", partition = 0 } = given;
  await insert("kpi_definitions", {
    kpi: id,
    name: id,
    grain,
    publication_lag: publicationLag,
    expected_freshness: given.expectedFreshness ?? null,
    calendar: id,
    time_zone: given.timeZone ?? null,
    log_topic: "strategy",
  });
  if (given.calendarZone !== undefined) {
    await insert("calendar_definitions", { calendar: id, time_zone: given.calendarZone });
  }
  if (given.hasValue === false) return id;
  await insert("observation_events", {
    kpi: id,
    grain,
    period_start: given.start ?? "2026-09-01",
    period_end: given.end ?? "2026-09-30",
    period_label: given.start ?? "2026-09",
    period_ends_at: given.endsAt ?? "2026-09-30T22:00:00.000Z",
    kind: "actual",
    source: "//test",
    id: "1",
    event_type: "recorded",
    value: "1",
    completeness: "complete",
    time: "2026-10-02T00:00:00.000Z",
    known_at: "2026-10-02T00:00:00.000Z",
    recorded_at: "2026-10-02T00:00:00.000Z",
    log_topic: "observations",
    log_partition: partition,
    log_offset: 1,
  });
  return id;
}

const OCTOBER_IN_NEW_YORK = {
  start: "2026-10-01",
  end: "2026-10-31",
  endsAt: "2026-11-01T04:00:00.000Z",
  publicationLag: "P2D",
} as const;

async function freshnessOf(id: string): Promise<KpiFreshnessRow | undefined> {
  return (await database.store.query(kpiFreshness())).find((row) => row.kpi === id);
}

describe("kpi_freshness", () => {
  it("calls nothing fresh, late or complete while nobody has measured the pipeline", async () => {
    const id = await kpi({ expectedFreshness: "P10D" });
    expect(await freshnessOf(id)).toMatchObject({
      freshness: "not_caught_up",
      complete_up_to: null,
      age_seconds: null,
      expected_by: "2026-11-10T22:00:00.000Z",
    });
  });

  it("tells a value that did not come from one that is not shown yet, and from one that is not due", async () => {
    const id = await kpi({ expectedFreshness: "P10D" });
    await measured({ completeUpTo: "2026-11-10T21:59:59.999Z" });
    expect(await freshnessOf(id)).toMatchObject({ freshness: "on_time" });
    await measured({ completeUpTo: "2026-11-10T22:00:00.000Z" });
    expect(await freshnessOf(id)).toMatchObject({ freshness: "late" });
    await measured({ completeUpTo: "2026-11-10T22:00:00.000Z", lag: 7, behindSeconds: 61 });
    expect(await freshnessOf(id)).toMatchObject({ freshness: "not_caught_up" });
    await measured({ completeUpTo: "2026-11-10T22:00:00.000Z", lag: 7, behindSeconds: 2 });
    expect(await freshnessOf(id)).toMatchObject({ freshness: "late" });
  });

  it("judges each series by the partition that it stands in, and a KPI without a value by all", async () => {
    await measured({ completeUpTo: "2026-11-01T00:00:00.000Z", partition: 0 });
    await measured({ completeUpTo: "2026-10-01T00:00:00.000Z", partition: 1, lag: 5, behindSeconds: 900 });
    const [well, stuck, silent] = await Promise.all([
      kpi({ expectedFreshness: "P10D" }),
      kpi({ expectedFreshness: "P10D", partition: 1 }),
      kpi({ hasValue: false }),
    ]);
    expect(await freshnessOf(well)).toMatchObject({ freshness: "on_time" });
    expect(await freshnessOf(stuck)).toMatchObject({
      freshness: "not_caught_up",
      complete_up_to: "2026-10-01T00:00:00.000Z",
    });
    expect(await freshnessOf(silent)).toMatchObject({
      freshness: "not_caught_up",
      complete_up_to: "2026-10-01T00:00:00.000Z",
    });
    await measured({ completeUpTo: "2026-11-01T00:00:00.000Z", partition: 1 });
    expect(await freshnessOf(silent)).toMatchObject({
      freshness: "no_value",
      last_period: null,
      age_seconds: null,
    });
  });

  it("says how old the last value is at the moment that everything is counted up to", async () => {
    await measured({ completeUpTo: "2026-10-03T00:00:00.000Z" });
    expect(await freshnessOf(await kpi({}))).toMatchObject({
      age_seconds: DAY_MS / 1_000,
      freshness: "unscheduled",
      expected_by: null,
    });
  });

  it.each<readonly [string, KpiCase, string]>([
    ["a month, published days later", { publicationLag: "P5D" }, "2026-11-05T22:00:00.000Z"],
    [
      "expected freshness before publication lag",
      { publicationLag: "P5D", expectedFreshness: "P1M2DT3H4M5S" },
      "2026-12-03T01:04:05.000Z",
    ],
    [
      "a day",
      {
        grain: "day",
        start: "2026-06-01",
        end: "2026-06-01",
        endsAt: "2026-06-01T22:00:00.000Z",
        expectedFreshness: "PT6H",
      },
      "2026-06-03T04:00:00.000Z",
    ],
    [
      "a week",
      {
        grain: "week",
        start: "2026-06-01",
        end: "2026-06-07",
        endsAt: "2026-06-07T22:00:00.000Z",
        expectedFreshness: "P1W",
      },
      "2026-06-21T22:00:00.000Z",
    ],
    [
      "a quarter",
      {
        grain: "quarter",
        start: "2026-01-01",
        end: "2026-03-31",
        endsAt: "2026-03-31T22:00:00.000Z",
        expectedFreshness: "P1D",
      },
      "2026-07-01T22:00:00.000Z",
    ],
    [
      "a year",
      {
        grain: "year",
        start: "2026-01-01",
        end: "2026-12-31",
        endsAt: "2026-12-31T23:00:00.000Z",
        expectedFreshness: "P1D",
      },
      "2028-01-01T23:00:00.000Z",
    ],
    [
      "clocks that change until then, by the calendar's time zone",
      { ...OCTOBER_IN_NEW_YORK, calendarZone: "America/New_York" },
      "2026-12-03T05:00:00.000Z",
    ],
    [
      "clocks that change until then, by the KPI's own time zone",
      { ...OCTOBER_IN_NEW_YORK, timeZone: "America/New_York", calendarZone: "Asia/Tokyo" },
      "2026-12-03T05:00:00.000Z",
    ],
    [
      "a day whose midnight the clocks leave out begins an hour later",
      {
        grain: "day",
        start: "2026-09-03",
        end: "2026-09-03",
        endsAt: "2026-09-04T04:00:00.000Z",
        publicationLag: "P1D",
        calendarZone: "America/Santiago",
      },
      "2026-09-06T04:00:00.000Z",
    ],
    [
      "a time zone that ClickHouse does not know: as clocks stood at the end of the last period",
      { ...OCTOBER_IN_NEW_YORK, timeZone: "-04:00" },
      "2026-12-03T04:00:00.000Z",
    ],
  ])("knows when the next period is due: %s", async (_, given, due) => {
    expect(await freshnessOf(await kpi(given))).toMatchObject({ expected_by: due });
  });
});

describe("pipeline", () => {
  it("shows an unknown lag as NULL and never as 0: also when nobody has measured for a while", async () => {
    await measured({
      partition: 3,
      completeUpTo: "2026-10-01T00:00:00.000Z",
      lag: 4,
      behindSeconds: 2,
      agoMs: 120_000,
    });
    const [stale] = (await database.store.query(pipeline())).filter(({ partition }) => partition === 3);
    expect(stale).toMatchObject({
      lag_records: null,
      behind_seconds: null,
      standing: "unknown",
      complete_up_to: "2026-10-01T00:00:00.000Z",
    });
    await measured({
      partition: 3,
      completeUpTo: "2026-10-02T00:00:00.000Z",
      lag: 4,
      behindSeconds: 2,
      agoMs: 1_000,
    });
    const [fresh] = (await database.store.query(pipeline())).filter(({ partition }) => partition === 3);
    expect(fresh).toMatchObject({ lag_records: 4, behind_seconds: 2, standing: "caught_up" });
  });

  it("lets whoever measured last count, however late an older measurement is written", async () => {
    await measured({ partition: 4, completeUpTo: "2026-10-02T00:00:00.000Z", lag: 1, agoMs: 10 });
    await measured({ partition: 4, completeUpTo: "2026-10-01T00:00:00.000Z", lag: 9, agoMs: 20_000 });
    const [row] = (await database.store.query(pipeline())).filter(({ partition }) => partition === 4);
    expect(row).toMatchObject({ lag_records: 1, complete_up_to: "2026-10-02T00:00:00.000Z" });
  });

  it("answers a BI tool how complete a number is, next to the number", async () => {
    const id = await kpi({});
    await measured({ completeUpTo: "2026-10-03T00:00:00.000Z" });
    const rows = await database.store.query({
      name: "bi",
      sql: `SELECT o.value AS value, p.standing AS standing, p.complete_up_to AS complete_up_to FROM observations o JOIN pipeline p ON p.topic = o.log_topic AND p.partition = o.log_partition WHERE o.kpi = '${id}'`,
      params: {},
    });
    expect(rows).toEqual([{ value: "1", standing: "caught_up", complete_up_to: "2026-10-03T00:00:00.000Z" }]);
  });
});
