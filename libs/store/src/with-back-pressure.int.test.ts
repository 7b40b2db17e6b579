import type { Logger } from "@milepost/runtime";
import { silentLogger } from "@milepost/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestStore } from "./store-under-test.suite.ts";
import { openTestStore } from "./store-under-test.suite.ts";
import { withBackPressure } from "./with-back-pressure.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(async () => database.close());

/** A table that takes three parts and no more, until somebody merges them. */
async function crowdedTable(name: string): Promise<void> {
  const { store } = database;
  await store.command(
    `CREATE TABLE milepost_base.${name} (figure UInt32) ENGINE = MergeTree ORDER BY figure SETTINGS parts_to_throw_insert = 3, parts_to_delay_insert = 100, max_parts_to_merge_at_once = 2`,
  );
  await store.command(`SYSTEM STOP MERGES milepost_base.${name}`);
  for (let figure = 0; figure < 3; figure += 1) await store.insert(name, [JSON.stringify({ figure })]);
}

function pausesOf(): { readonly logger: Logger; readonly pauses: number[]; readonly paused: Promise<void> } {
  const pauses: number[] = [];
  const paused = Promise.withResolvers<void>();
  const warn = (fields: unknown): void => {
    pauses.push((fields as { pauseMs: number }).pauseMs);
    if (pauses.length === 2) paused.resolve();
  };
  return { logger: { ...silentLogger(), warn } as Logger, pauses, paused: paused.promise };
}

test("an insert waits, longer each time, while there are too many parts, and is taken once they are merged", async () => {
  await crowdedTable("crowded");
  const { store } = database;
  const { logger, pauses, paused } = pausesOf();
  const insert = withBackPressure(store, { logger }).insert("crowded", ['{"figure":3}']);
  await paused;
  await store.command("SYSTEM START MERGES milepost_base.crowded");
  await store.command("OPTIMIZE TABLE milepost_base.crowded FINAL");
  await insert;
  expect(pauses[1]).toBeGreaterThan(pauses[0] ?? 0);
  const count = { name: "count", sql: "SELECT count() AS rows FROM {base:Identifier}.crowded", params: {} };
  expect(await store.query(count)).toEqual([{ rows: 4 }]);
});

test("the pauses end with the process, and then whoever gave the rows is told that they may come again", async () => {
  await crowdedTable("stuck");
  const { logger, paused } = pausesOf();
  const closing = new AbortController();
  const patient = withBackPressure(database.store, { logger, signal: closing.signal });
  const insert = patient.insert("stuck", ['{"figure":3}']).catch((error: unknown) => error);
  await paused;
  closing.abort();
  expect(await insert).toMatchObject({ retryable: true, details: { clickhouseCode: 252 } });
});

test("what no pause can help is said at once", async () => {
  const { logger, pauses } = pausesOf();
  const patient = withBackPressure(database.store, { logger });
  await expect(patient.insert("no_such_table", ["{}"])).rejects.toMatchObject({ retryable: false });
  expect(pauses).toEqual([]);
});
