import type { LogRecord } from "@milepost/event-log";
import type { BinaryInsert, Store } from "@milepost/store";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plainBatchOf } from "./plain-batch.ts";
import { projectRecords } from "./project-records.ts";
import type { ProjectorStep } from "./steps.ts";

const BUILD = 0;

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(async () => database.close());

let offsets = 0;
/** An observation as ingest writes it, so that it is read at a glance. */
function plain({ kpi, id = "", unit = "count" }: { kpi: string; id?: string; unit?: string }): LogRecord {
  const offset = (offsets += 1);
  const at = "2026-10-01T06:00:00.000Z";
  const judged = { rules: "1", kpiVersion: 1, grain: "month", periodStart: "2026-09-01" };
  const value = {
    specversion: "1.0",
    id: `${id}${offset}`,
    source: "//test/erp",
    type: "milepost.observation.recorded.v1",
    time: at,
    actor: "api",
    recordedtime: at,
    data: {
      kpi,
      series: {},
      period: "2026-09",
      kind: "actual",
      value: "12.5",
      unit,
      completeness: "complete",
      judged: { ...judged, periodEnd: "2026-09-30", periodEndsAt: at, seriesSource: "" },
    },
  };
  return { topic: "observations", partition: 0, offset, key: `${kpi}/`, value, text: JSON.stringify(value) };
}

/** A store that counts its inserts, as they are. */
function counted(): { readonly store: Store; readonly binary: BinaryInsert[]; readonly lines: number[] } {
  const binary: BinaryInsert[] = [];
  const lines: number[] = [];
  const { store } = database;
  return {
    binary,
    lines,
    store: {
      ...store,
      insertBinary: (insert) => {
        binary.push(insert);
        return store.insertBinary(insert);
      },
      insert: (table, rows) => {
        lines.push(rows.length);
        return store.insert(table, rows);
      },
    },
  };
}

async function rowsOf(kpi: string): Promise<number> {
  const sql = "SELECT count() AS rows FROM {base:Identifier}.observation_events WHERE kpi = {kpi:String}";
  const [row] = await database.store.query<{ rows: number }>({ name: "rows", sql, params: { kpi } });
  return row?.rows ?? 0;
}

test("a row that the database refuses is found in a binary batch by halving; the rest stays binary and is taken", async () => {
  // The table refuses two rows for a reason that no reader of the log can know.
  const table = "milepost_base.observation_events";
  await database.store.command(
    `ALTER TABLE ${table} ADD COLUMN probe UInt32 MATERIALIZED toUInt32(assumeNotNull(unit))`,
  );
  const records = Array.from({ length: 400 }, (_, index) =>
    plain({ kpi: "halved", unit: index === 17 || index === 311 ? "pieces" : "1" }),
  );
  const { store, binary, lines } = counted();
  const projected = await projectRecords(records, { store, base: "milepost_base", build: BUILD });
  expect(projected.poison.map(({ record, code }) => `${code} ${record.offset}`)).toEqual([
    `row_refused ${records[17]?.offset}`,
    `row_refused ${records[311]?.offset}`,
  ]);
  expect(await rowsOf("halved")).toBe(398);
  expect(binary.length).toBeLessThan(50);
  expect(lines.every((count) => count <= 2)).toBe(true);
  await database.store.command(`ALTER TABLE ${table} DROP COLUMN probe`);
});

test("an insert holds no more rows and no more bytes than it may, and every record is taken once, in order", async () => {
  const few = Array.from({ length: 25_000 }, () => plain({ kpi: "many" }));
  expect(plainBatchOf(few, BUILD).taken).toBe(10_000);
  const id = "ü".repeat(180);
  const large = Array.from({ length: 10_000 }, () =>
    plain({ kpi: "ö".repeat(200), id, unit: "ä".repeat(50) }),
  );
  const { taken, bytes } = plainBatchOf(large, BUILD);
  expect(taken).toBeLessThan(10_000);
  expect(bytes.length).toBeLessThan(8.1 * 1024 * 1024);
  expect(plainBatchOf(large, BUILD, taken).taken).toBe(10_000 - taken);
  const { store, binary } = counted();
  await projectRecords(few, { store, base: "milepost_base", build: BUILD });
  expect(binary).toHaveLength(3);
  expect(await rowsOf("many")).toBe(25_000);
});

test("a batch goes through its steps in order, and its rows are there when it says so", async () => {
  const steps: ProjectorStep[] = [];
  const seen: number[] = [];
  const onStep = async (step: ProjectorStep): Promise<void> => {
    steps.push(step);
    seen.push(await rowsOf("stepped"));
  };
  await projectRecords([plain({ kpi: "stepped" })], {
    store: database.store,
    base: "milepost_base",
    build: BUILD,
    onStep,
  });
  expect(steps).toEqual([
    "projector:decoded",
    "projector:decided",
    "projector:inserting",
    "projector:inserted",
  ]);
  expect(seen).toEqual([0, 0, 0, 1]);
});
