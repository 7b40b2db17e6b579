import type { TestStore } from "../store-under-test.suite.ts";
import { openTestStore } from "../store-under-test.suite.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alertsAt } from "./alerts-at.ts";
import { firstPeriod } from "./first-period.ts";
import { knownFigures } from "./known-figures.ts";
import { openAlertCount } from "./open-alert-count.ts";
import { outcomeAssessments } from "./outcome-assessments.ts";
import { observationEvents } from "./observation-events.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(async () => database.close());

const at = Date.parse("2014-10-01T04:00:00Z");

test("nothing recorded is said as nothing, not as zero values", async () => {
  const { store } = database;
  expect(await store.query(firstPeriod())).toEqual([{ first: null }]);
  expect(await store.query(openAlertCount({ at }))).toEqual([{ open: 0, waiting: 0 }]);
  expect(await store.query(knownFigures({ asOf: at, from: "2014-01-01", kpis: ["k"] }))).toEqual([]);
  expect(await store.query(observationEvents({ kpis: ["it's"] }))).toEqual([]);
  expect(await store.query(alertsAt({ at, endedSince: at, kpis: ["k"] }))).toEqual([]);
  expect(await store.query(outcomeAssessments({ closedBy: at }))).toEqual([]);
});

test("known figures: values by what could be known, unknown as null, and since when each is known", async () => {
  const { store } = database;
  await store.insert("observation_events", [
    row({ id: "1", period: "2014-07", value: "97.5", offset: 0 }),
    row({ id: "2", period: "2014-08", value: "98", offset: 1 }),
    row({
      id: "3",
      period: "2014-08",
      value: null,
      offset: 2,
      time: "2014-09-10 00:00:00.000",
      known: "2014-09-10 00:00:00.000",
    }),
    row({ id: "4", period: "2014-09", value: "99", offset: 3, known: "2014-10-20 00:00:00.000" }),
  ]);
  const [july, august, taken] = ["2014-07-28", "2014-08-28", "2014-09-10"].map((date) => Date.parse(date));
  expect(await store.query(knownFigures({ kpis: ["k"], from: "2014-01-01", asOf: at }))).toEqual([
    {
      kpi: "k",
      series: "",
      kind: "actual",
      labels: ["2014-07", "2014-08"],
      values: [97.5, null],
      numerators: [],
      denominators: [],
      known_at: [july, taken],
      first_known_at: [july, august],
      first_period: "2014-07",
      earlier_period: null,
      earlier_known_at: 0,
    },
  ]);
  const later = await store.query(knownFigures({ kpis: ["k"], from: "2014-09-01" }));
  expect(later[0]).toMatchObject({
    labels: ["2014-09"],
    values: [99],
    first_period: "2014-07",
    earlier_period: "2014-07",
    earlier_known_at: taken,
  });
});

test("observation events: every event with its run, line and place in the log", async () => {
  const events = await database.store.query(observationEvents({ kpis: ["k"] }));
  const sorted = events.toSorted((left, right) => left.log_offset - right.log_offset);
  expect(sorted.map(({ period_label, value, log_offset }) => [period_label, value, log_offset])).toEqual([
    ["2014-07", "97.5", 0],
    ["2014-08", "98", 1],
    ["2014-08", null, 2],
    ["2014-09", "99", 3],
  ]);
  expect(sorted[0]).toMatchObject({
    run_id: "run-1",
    source_line: 10,
    log_topic: "observations",
    log_partition: 0,
  });
  expect(await database.store.query(firstPeriod())).toEqual([{ first: "2014-07-01" }]);
});

interface RowFields {
  readonly id: string;
  readonly period: string;
  readonly value: string | null;
  readonly offset: number;
  readonly time?: string;
  readonly known?: string;
}

/** One observation event of KPI `k` as a line for the base table. */
function row({ id, period, value, offset, time, known }: RowFields): string {
  const end = `${period}-28 00:00:00.000`;
  return JSON.stringify({
    kpi: "k",
    series: "",
    grain: "month",
    period_start: `${period}-01`,
    period_end: `${period}-28`,
    period_ends_at: end,
    period_label: period,
    kind: "actual",
    source: "//test",
    id,
    event_type: value === null ? "retracted" : "recorded",
    value,
    kpi_version: 1,
    completeness: "complete",
    time: time ?? end,
    known_at: known ?? end,
    recorded_at: end,
    plan_source: "",
    actor: "test",
    run_id: "run-1",
    source_line: 10 + offset,
    log_topic: "observations",
    log_partition: 0,
    log_offset: offset,
  });
}
