import { openTestLog } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { observation, rebuildEnded, smallPlan, startProcess } from "../projector-parts.fixture.ts";
import type { ProjectorProcess } from "../projector-parts.fixture.ts";
import type { Rebuilds } from "./rebuilds.ts";

const ROUNDS = 2;

/** Holds back the next note of a rebuild. */
interface Gate {
  readonly reached: PromiseWithResolvers<void>;
  readonly opened: PromiseWithResolvers<void>;
}

let logged: TestLog;
let database: TestStore;
let gate: Gate | undefined;
let process: ProjectorProcess;
beforeAll(async () => {
  [logged, database] = await Promise.all([openTestLog(), openTestStore()]);
  const { log } = logged;
  const { store } = database;
  await log.append([...smallPlan(), observation({ kpi: "orders", period: "2026-05", value: "50" })]);
  const insert: typeof store.insert = async (table, lines) => {
    const held = table === "rebuild_states" ? gate : undefined;
    if (held !== undefined) {
      gate = undefined;
      held.reached.resolve();
      await held.opened.promise;
    }
    return store.insert(table, lines);
  };
  process = await startProcess({ log, store: { ...store, insert } });
});
afterAll(async () => {
  await process.close();
  await database.close();
  await logged.close();
});

const rebuilds = (): Rebuilds => process.projector.rebuilds();

test("of rebuilds that are started at once exactly one goes on, and the others are told of it", async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const all = [1, 2, 3].map(() => rebuilds().start());
    const starts = await Promise.allSettled(all);
    const refused = starts.flatMap((each) => (each.status === "rejected" ? [each.reason as unknown] : []));
    expect(refused).toEqual(Array(2).fill(expect.objectContaining({ code: "conflict", retryable: false })));
    const rebuild = starts.map((each) => (each.status === "fulfilled" ? each.value.rebuild : "")).join("");
    expect(await rebuildEnded(process.projector, rebuild)).toMatchObject({ state: "done" });
  }
  const states = (await rebuilds().list()).map(({ state }) => state);
  expect(states.filter((state) => state === "done")).toHaveLength(ROUNDS);
  expect(new Set(states)).toEqual(new Set(["done", "dropped"]));
});

test("one that was noted after another had looked and begun gives way, whichever has the smaller id", async () => {
  const held: Gate = { reached: Promise.withResolvers(), opened: Promise.withResolvers() };
  gate = held;
  const late = rebuilds().start();
  await held.reached.promise;
  const { rebuild } = await rebuilds().start();
  held.opened.resolve();
  await expect(late).rejects.toMatchObject({ code: "conflict", details: { rebuild } });
  expect(await rebuildEnded(process.projector, rebuild)).toMatchObject({ state: "done" });
});
