import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestStore } from "./store-under-test.suite.ts";
import { openTestStore } from "./store-under-test.suite.ts";
import { readDerivedUpTo, waitDerived } from "./wait-derived.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(async () => database.close());

async function derived(build: number, offset: number): Promise<void> {
  const position = JSON.stringify({ "observations/0": offset });
  const row = { name: "derived", build, position, rules: "1", version: offset };
  await database.store.insert("derived_up_to", [JSON.stringify(row)]);
}

async function noted(build: number, state: string): Promise<void> {
  const at = "2026-10-01T00:00:00.000Z";
  const row = { rebuild: `r${build}`, attempt: "", state, reason: "asked", build, generation: 1 };
  const line = { ...row, position: "{}", started_at: at, changed_at: at };
  await database.store.insert("rebuild_states", [JSON.stringify(line)]);
}

const at = (offset: number, timeoutMs: number): Parameters<typeof waitDerived>[1] => ({
  position: { "observations/0": offset },
  timeoutMs,
});

test("what another process derives is waited for by the watermark of the tables that are live", async () => {
  const { store } = database;
  expect(await readDerivedUpTo(store)).toBeUndefined();
  await noted(0, "done");
  const waiting = waitDerived(store, at(7, 30_000));
  await derived(0, 5);
  await derived(0, 7);
  await waiting;
  // What stood in the tables before a rebuild says nothing of those that it made live.
  await noted(1, "exchanged");
  expect(await readDerivedUpTo(store)).toEqual({ "observations/0": 7 });
  await noted(1, "done");
  await expect(waitDerived(store, at(7, 50))).rejects.toMatchObject({ code: "timeout", retryable: true });
  await derived(1, 6);
  await waitDerived(store, at(6, 0));
  const signal = AbortSignal.abort();
  await expect(waitDerived(store, { ...at(9, 60_000), signal })).rejects.toMatchObject({ code: "aborted" });
});
