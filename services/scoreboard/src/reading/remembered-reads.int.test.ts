import type { Consumer, NewRecord } from "@milepost/event-log";
import { seriesFigures } from "@milepost/store/queries/series-figures";
import { openTestLog } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { rememberReads } from "./remembered-reads.ts";
import type { RememberedReads } from "./remembered-reads.ts";

const AS_OF = Date.parse("2015-01-01T05:00:00Z");
let database: TestStore;
let logged: TestLog;
let projector: Consumer;
let reads: RememberedReads;
/** KPIs that the database was asked for, one entry a question. */
let asked: unknown[] = [];
let arrived = 0;

beforeAll(async () => {
  [database, logged] = await Promise.all([openTestStore(), openTestLog()]);
  projector = logged.log.consume({
    group: "projector",
    topics: ["observations"],
    maxBatchRecords: 100,
    maxWaitMs: 1,
    onBatch: async () => undefined,
  });
});
afterAll(async () => {
  await projector.close();
  await Promise.all([database.close(), logged.close()]);
});
beforeEach(async () => {
  const { store } = database;
  const query: typeof store.query = (wanted) => {
    if (wanted.name !== "tables standing") asked.push(wanted.params["kpis"] ?? "all");
    return store.query(wanted);
  };
  reads = rememberReads({ log: logged.log, store: { ...store, query }, tablesAskedEveryMs: 0 });
  await arrive("first", "actual", "1");
  await arrive("second", "actual", "2");
  asked = [];
});

/** An observation stands in the table, and the projector has said so. */
async function arrive(kpi: string, kind: string, value: string): Promise<void> {
  const id = `reading-${(arrived += 1)}`;
  const row = {
    kpi,
    kind,
    value,
    id,
    series: "",
    grain: "month",
    period_label: "2014-01",
    period_start: "2014-01-01",
    period_end: "2014-01-31",
    period_ends_at: "2014-02-01 05:00:00.000",
    source: "//test",
    event_type: "recorded",
    completeness: "complete",
    time: "2014-02-01 05:00:00.000",
    known_at: "2014-02-01 05:00:00.000",
    recorded_at: "2014-02-01 05:00:00.000",
    log_topic: "observations",
    log_offset: arrived,
  };
  await database.store.insert("observation_events", [JSON.stringify(row)]);
  const event = { id, type: "milepost.observation.recorded.v1", data: { kpi, kind, value } };
  const record = { topic: "observations", key: `${kpi}/`, event } as unknown as NewRecord;
  const [place] = await logged.log.append([record]);
  await projector.waitFor({ [`observations/${place?.partition}`]: (place?.offset ?? 0) + 1 });
}

async function valueOf(kpi: string): Promise<number | null | undefined> {
  const wanted = seriesFigures({ kpis: [kpi], asOf: AS_OF });
  const [row] = await reads.query(wanted, ["observations"], { kpis: [kpi], kinds: ["actual"] });
  return row?.figures[0]?.[1];
}

async function allValues(): Promise<Readonly<Record<string, number | null | undefined>>> {
  const rows = await reads.queryByKpi(
    (kpis) => seriesFigures({ ...(kpis && { kpis }), asOf: AS_OF }),
    ["actual"],
  );
  return Object.fromEntries(
    rows.filter(({ kind }) => kind === "actual").map((row) => [row.kpi, row.figures[0]?.[1]]),
  );
}

test("an answer is given again until its own KPI has news of its own kind, and then never", async () => {
  expect(await valueOf("first")).toBe(1);
  await arrive("second", "actual", "20");
  await arrive("first", "forecast", "30");
  expect(await valueOf("first")).toBe(1);
  expect(asked).toEqual([["first"]]);
  await arrive("first", "actual", "10");
  expect(await valueOf("first")).toBe(10);
  expect(await valueOf("first")).toBe(10);
  expect(asked).toEqual([["first"], ["first"]]);
});

test("of all KPIs only those with news are asked for again, and the others stay", async () => {
  await arrive("third", "actual", "3");
  const before = await allValues();
  asked = [];
  await arrive("third", "actual", "33");
  expect(await allValues()).toEqual({ ...before, third: 33 });
  await arrive("newcomer", "actual", "4");
  expect(await allValues()).toEqual({ ...before, third: 33, newcomer: 4 });
  expect(asked).toEqual([["third"], ["newcomer"]]);
});

test("once a rebuild has made other tables live, nothing is answered from memory", async () => {
  expect(await valueOf("first")).toBe(1);
  const at = "2015-01-01T00:00:00.000Z";
  const rebuilt = {
    rebuild: "r",
    attempt: "0001_a",
    state: "done",
    reason: "asked",
    build: 1,
    generation: 1,
    position: "{}",
    started_at: at,
    changed_at: at,
    version: 1,
  };
  await database.store.insert("rebuild_states", [JSON.stringify(rebuilt)]);
  expect(await valueOf("first")).toBe(1);
  expect(asked).toEqual([["first"], ["first"]]);
});
