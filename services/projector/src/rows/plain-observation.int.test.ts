import { COMPLETENESS, OBSERVATION_KINDS } from "@milepost/contracts";
import type { LogRecord } from "@milepost/event-log";
import { baseDatabase } from "@milepost/store";
import type { TestStore } from "@milepost/testkit/test-store";
import { openTestStore } from "@milepost/testkit/test-store";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plainBatchOf, insertPlain } from "../plain-batch.ts";
import { readRecord } from "./read-record.ts";

/** Of tables that no rebuild made. */
const BUILD = 0;

let database: TestStore;
let base = "";
beforeAll(async () => {
  database = await openTestStore();
  base = baseDatabase(database.store.database);
  await database.store.command(`CREATE TABLE ${base}.long_way AS ${base}.observation_events`);
});
afterAll(() => database.close());

const instant = fc
  .date({ min: new Date("1901-01-01"), max: new Date("2199-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());
const decimal = fc
  .tuple(fc.constantFrom("", "-"), fc.nat(999_999_999), fc.nat(999_999_999))
  .map(([sign, whole, billionths]) => `${sign}${whole}.${String(billionths).padStart(9, "0")}`)
  .map((text) => text.replace(/\.?0+$/, ""));
const words = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
const member = fc.stringMatching(/^[A-Za-zäß0-9]{1,8}$/);

const TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/** A recorded observation as ingest stamps it; undefined attributes are absent. */
const event = fc
  .record({
    id: words,
    source: words,
    subject: fc.option(words, { nil: undefined }),
    time: instant,
    actor: words,
    recordedtime: instant,
    runid: fc.option(words, { nil: undefined }),
    sourceline: fc.option(
      fc.integer({ min: 1, max: 10 ** 9 }).map((line) => String(line)),
      { nil: undefined },
    ),
    kpi: words,
    series: fc.dictionary(fc.constantFrom("plant", "shift"), member),
    kind: fc.constantFrom(...OBSERVATION_KINDS),
    value: decimal,
    numerator: fc.option(decimal, { nil: undefined }),
    denominator: fc.option(decimal, { nil: undefined }),
    unit: fc.option(fc.constantFrom("count", "€"), { nil: undefined }),
    completeness: fc.constantFrom(...COMPLETENESS),
    knownAt: fc.option(instant, { nil: undefined }),
    day: instant.map((text) => text.slice(0, 10)),
    endsAt: instant,
    kpiVersion: fc.integer({ min: 1, max: 9 }),
    seriesSource: fc.constantFrom("", "//erp"),
    traceparent: fc.constantFrom("absent", "first", "last"),
  })
  .map(({ kpi, series, kind, value, numerator, denominator, unit, completeness, knownAt, ...rest }) => {
    const { day, endsAt, kpiVersion, seriesSource, id, source, traceparent, ...stamps } = rest;
    const period = { periodStart: day, periodEnd: day, periodEndsAt: endsAt };
    const judged = { rules: "1", kpiVersion, grain: "day", ...period, seriesSource };
    const figures = { value, numerator, denominator, unit, completeness, knownAt };
    return {
      specversion: "1.0",
      id,
      source,
      type: "milepost.observation.recorded.v1",
      ...stamps,
      // A client's own stands before the data, the one that is stamped at the append comes last.
      ...(traceparent === "first" ? { traceparent: TRACEPARENT } : {}),
      data: { kpi, series, period: day, kind, ...figures, judged },
      ...(traceparent === "last" ? { traceparent: TRACEPARENT } : {}),
    };
  });

function recordsOf(events: readonly unknown[]): readonly LogRecord[] {
  return events.map((value, offset) => {
    const text = JSON.stringify(value);
    const parsed: unknown = JSON.parse(text);
    return { topic: "observations", partition: offset % 4, offset, key: "k", value: parsed, text };
  });
}

const ALL_COLUMNS = "SELECT * FROM {base:Identifier}.{table:Identifier} ORDER BY log_offset";

test("observations that are read by their text give the very rows that they give when they are parsed", async () => {
  const { store } = database;
  const events = fc.sample(event, { numRuns: 2_000, seed: 1 });
  const records = recordsOf(events);
  const batch = plainBatchOf(records, BUILD);
  expect(batch.plain.length).toBeGreaterThan(records.length / 2);
  expect(await insertPlain(batch, { store, base, build: BUILD })).toEqual([]);
  const lines = batch.plain.flatMap((record) => {
    const read = readRecord(record);
    if (!read.ok) throw new Error(`${read.reason}: ${record.text}`);
    return read.rows.map(({ columns }) => JSON.stringify({ ...columns, build: BUILD }));
  });
  await store.insert("long_way", lines);
  const rowsIn = (table: string): Promise<readonly unknown[]> =>
    store.query({ name: "rows", sql: ALL_COLUMNS, params: { table } });
  const [short, long] = await Promise.all([rowsIn("observation_events"), rowsIn("long_way")]);
  expect(short).toHaveLength(batch.plain.length);
  expect(short).toEqual(long);
});

test("an observation in the order in which ingest writes it is plain", () => {
  const text =
    '{"specversion":"1.0","id":"a","source":"//test/erp","type":"milepost.observation.recorded.v1","subject":"s",' +
    '"time":"2026-10-01T06:00:00.000Z","actor":"api","recordedtime":"2026-10-01T06:00:00.000Z",' +
    '"data":{"kpi":"revenue","series":{},"period":"2026-09","kind":"actual","value":"12.5","unit":"count",' +
    '"completeness":"complete","knownAt":"2026-10-01T05:00:00.000Z","judged":{"rules":"1","kpiVersion":1,' +
    '"grain":"month","periodStart":"2026-09-01","periodEnd":"2026-09-30",' +
    '"periodEndsAt":"2026-09-30T22:00:00.000Z","seriesSource":""}}}';
  const traced: unknown = { ...JSON.parse(text), traceparent: TRACEPARENT };
  expect(plainBatchOf(recordsOf([JSON.parse(text), traced]), BUILD).plain).toHaveLength(2);
});

const plain = fc.sample(event, { numRuns: 1, seed: 5 })[0] as Record<string, unknown>;

test.each([
  ["another type", { type: "milepost.observation.retracted.v1" }],
  ["an instant that is none", { time: "2026-02-30T00:00:00.000Z" }],
  ["an instant outside what tables hold", { recordedtime: "1800-01-01T00:00:00.000Z" }],
  ["an attribute that nobody knows", { extra: "x" }],
  ["a traceparent that is none", { traceparent: "x" }],
  ["an id that is too long", { id: "x".repeat(201) }],
])("an observation with %s is read the long way", (_what, change) => {
  expect(plainBatchOf(recordsOf([{ ...plain, id: "1", source: "//a" }]), BUILD).others).toHaveLength(0);
  expect(
    plainBatchOf(recordsOf([{ ...plain, id: "1", source: "//a", ...change }]), BUILD).plain,
  ).toHaveLength(0);
});
