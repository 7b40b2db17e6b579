import { afterAll, beforeAll, expect, test } from "vitest";
import type { Query, Store } from "./index.ts";
import { answeringFirst, IN_BACKGROUND } from "./priority.ts";
import type { TestStore } from "./store-under-test.suite.ts";
import { openTestStore } from "./store-under-test.suite.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(async () => database.close());

async function settingsOf(store: Store, settings: Query<unknown>["settings"] = {}): Promise<unknown> {
  const sql = "SELECT getSetting('priority') AS priority, getSetting('max_threads') AS threads";
  return (await store.query({ name: "settings", sql, params: {}, settings }))[0];
}

test("the engine is told which questions come first and which step back, beside their own settings", async () => {
  const { store } = database;
  const own = { max_threads: 1 };
  expect(await settingsOf(store, own)).toEqual({ priority: 0, threads: 1 });
  expect(await settingsOf(answeringFirst(store), own)).toEqual({ priority: 1, threads: 1 });
  expect(await settingsOf(store, { ...own, ...IN_BACKGROUND })).toEqual({ priority: 2, threads: 1 });
});
