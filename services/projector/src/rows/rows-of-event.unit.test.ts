import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import type { LogRecord } from "@milepost/event-log";
import { expect, test } from "vitest";
import { readRecord } from "./read-record.ts";

function record(value: unknown): LogRecord {
  return { topic: "observations", partition: 3, offset: 17, key: "k", value, text: JSON.stringify(value) };
}

const recorded = {
  specversion: "1.0",
  id: "e1",
  source: "//erp",
  type: "milepost.observation.recorded.v1",
  time: "2026-10-01T08:00:00+02:00",
  recordedtime: "2026-10-01T06:00:01.000Z",
  actor: "connector:erp",
  runid: "run-1",
  sourceline: "12",
  data: {
    kpi: "otd",
    series: { shift: "b", plant: "ulm" },
    period: "2026-09",
    value: 0.1,
    judged: {
      rules: "1",
      kpiVersion: 2,
      grain: "month",
      periodStart: "2026-09-01",
      periodEnd: "2026-09-30",
      periodEndsAt: "2026-09-30T22:00:00.000Z",
      seriesSource: "//erp",
    },
  },
};

function rowsOf(value: unknown): readonly { table: string; columns: Record<string, unknown> }[] {
  const read = readRecord(record(value));
  if (!read.ok) throw new Error(read.reason);
  return read.rows.map(({ table, columns }) => ({
    table,
    columns: JSON.parse(JSON.stringify(columns)) as Record<string, unknown>,
  }));
}

test("an observation becomes one row with its judged period, its times in UTC and where it comes from", () => {
  expect(rowsOf(recorded)).toEqual([
    {
      table: "observation_events",
      columns: {
        kpi: "otd",
        series: "plant=ulm,shift=b",
        grain: "month",
        period_start: "2026-09-01",
        period_end: "2026-09-30",
        period_label: "2026-09",
        period_ends_at: "2026-09-30T22:00:00.000Z",
        kind: "actual",
        source: "//erp",
        id: "e1",
        event_type: "recorded",
        value: "0.1",
        numerator: null,
        denominator: null,
        unit: null,
        kpi_version: 2,
        completeness: "complete",
        time: "2026-10-01T06:00:00.000Z",
        known_at: "2026-10-01T06:00:01.000Z",
        stated_known_at: null,
        recorded_at: "2026-10-01T06:00:01.000Z",
        plan_source: "//erp",
        actor: "connector:erp",
        run_id: "run-1",
        source_line: 12,
        log_topic: "observations",
        log_partition: 3,
        log_offset: 17,
      },
    },
  ]);
});

test("a retraction has no value, and an event that nobody judged says its period by its label", () => {
  const { judged, value, ...data } = recorded.data;
  expect(judged.kpiVersion + value).toBeGreaterThan(0);
  const [row] = rowsOf({ ...recorded, type: "milepost.observation.retracted.v1", data });
  expect(row?.columns).toMatchObject({
    event_type: "retracted",
    value: null,
    grain: "month",
    period_end: "2026-09-30",
    period_ends_at: "2026-10-01T00:00:00.000Z",
    plan_source: "",
  });
});

test("names and texts of people reach no table", () => {
  const person = { person: "ann", name: "Ann Example", email: "ann@example.org" };
  expect(rowsOf({ ...recorded, type: "milepost.person.recorded.v1", data: person })).toEqual([]);
});

test.each([
  [{ ...recorded, type: "milepost.weather.v9" }, "unknown_type"],
  [{ ...recorded, data: { ...recorded.data, value: "many" } }, "invalid_event"],
  [{ ...recorded, data: { ...recorded.data, judged: undefined, period: "last week" } }, "invalid_event"],
  [{ ...recorded, data: { ...recorded.data, judged: undefined, period: "2500-01" } }, "invalid_event"],
  [
    { ...recorded, data: { ...recorded.data, judged: { ...recorded.data.judged, kpiVersion: 2 ** 32 } } },
    "invalid_event",
  ],
  [undefined, "no_json"],
])("what cannot be read is poison with a code: %#", (value, code) => {
  expect(readRecord(record(value))).toMatchObject({ ok: false, code });
});

test("a goal's row has what missing it costs, as the plan declares it; where it says nothing, that is unknown", () => {
  const { goalDefined } = EXAMPLE_EVENTS;
  const costOf = (costOfMiss?: number): unknown => {
    const definition = { ...goalDefined.data.definition, costOfMiss };
    const [row] = rowsOf({ ...goalDefined, data: { ...goalDefined.data, definition } });
    return row?.columns["cost_of_miss"];
  };
  expect([costOf(400_000), costOf()]).toEqual([400_000, null]);
});

test("a calendar becomes a row with its time zone, and an archived one says so", () => {
  const envelope = { specversion: "1.0", id: "c1", source: "//test", time: "2026-03-01T00:00:00.000Z" };
  const defined = {
    ...envelope,
    type: "milepost.calendar.defined.v1",
    data: {
      id: "works",
      effectiveFrom: "2026-03-01",
      managedBy: "file",
      definition: { kind: "gregorian", timeZone: "Europe/Berlin" },
    },
  };
  const archived = {
    ...envelope,
    type: "milepost.definition.archived.v1",
    data: { kind: "calendar", id: "works", managedBy: "file" },
  };
  expect([...rowsOf(defined), ...rowsOf(archived)]).toMatchObject([
    {
      table: "calendar_definitions",
      columns: { calendar: "works", time_zone: "Europe/Berlin", archived: false },
    },
    { table: "calendar_definitions", columns: { calendar: "works", archived: true } },
  ]);
});

test("a goal's row has the id that it had before, so that what was said of it then can be found", () => {
  const { goalDefined } = EXAMPLE_EVENTS;
  const formerOf = (renamedFrom?: string): unknown => {
    const definition = { ...goalDefined.data.definition, renamedFrom };
    const [row] = rowsOf({ ...goalDefined, data: { ...goalDefined.data, definition } });
    return row?.columns["renamed_from"];
  };
  expect([formerOf("old"), formerOf()]).toEqual(["old", null]);
});
