import { afterAll, beforeAll, expect, test } from "vitest";
import type { Store } from "./index.ts";
import { answeringFirst, inBackground } from "./priority.ts";
import type { TestStore } from "./store-under-test.suite.ts";
import { openTestStore } from "./store-under-test.suite.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(async () => database.close());

async function settingsOf(store: Store): Promise<unknown> {
  const sql = "SELECT getSetting('priority') AS priority, getSetting('max_threads') AS threads";
  return (await store.query({ name: "settings", sql, params: {}, settings: { max_threads: 1 } }))[0];
}

test("the engine is told which questions come first and which step back, beside their own settings", async () => {
  const { store } = database;
  expect(await settingsOf(store)).toEqual({ priority: 0, threads: 1 });
  expect(await settingsOf(answeringFirst(store))).toEqual({ priority: 1, threads: 1 });
  expect(await settingsOf(inBackground(store))).toEqual({ priority: 2, threads: 1 });
});
