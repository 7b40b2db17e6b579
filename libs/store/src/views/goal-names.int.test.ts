import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestStore } from "../store-under-test.suite.ts";
import type { TestStore } from "../store-under-test.suite.ts";
import { currentGoal } from "./goal-names.ts";

let database: TestStore;
let offset = 0;

beforeAll(async () => {
  database = await openTestStore();
});
afterAll(() => database.close());

const row = (goal: string, fields: object): string => {
  const place = { log_topic: "strategy", log_partition: 0, log_offset: (offset += 1) };
  return JSON.stringify({
    goal,
    archived: false,
    recorded_at: "2026-01-01 00:00:00.000",
    ...place,
    ...fields,
  });
};
const defined = (goal: string, renamed_from: string | null = null): string => row(goal, { renamed_from });
const archived = (goal: string): string => row(goal, { archived: true });
const rename = (from: string, to: string): readonly string[] => [defined(to, from), archived(from)];

async function namesOf(...goals: readonly string[]): Promise<readonly string[]> {
  const rows = await database.store.query<{ now: string }>({
    name: "names",
    sql: `SELECT ${currentGoal("{base:Identifier}", "goal")} AS now FROM (SELECT arrayJoin({goals:Array(String)}) AS goal)`,
    params: { goals },
  });
  return rows.map(({ now }) => now);
}

it("a goal goes by the id that it has now, however often it was renamed, as in the plan", async () => {
  const { store } = database;
  expect(await namesOf("a", "other")).toEqual(["a", "other"]);
  await store.insert("goal_definitions", [defined("a"), defined("other"), ...rename("a", "b")]);
  expect(await namesOf("a", "b", "other")).toEqual(["b", "b", "other"]);
  // What is changed later says again what it was called before.
  await store.insert("goal_definitions", [defined("b", "a"), ...rename("b", "c"), defined("c")]);
  expect(await namesOf("a", "b", "c")).toEqual(["c", "c", "c"]);
});

it("a goal that is renamed back keeps the name between; an id that begins anew, or that was another goal's, is its own", async () => {
  const { store } = database;
  await store.insert("goal_definitions", [defined("x"), ...rename("x", "y"), ...rename("y", "x")]);
  expect(await namesOf("x", "y")).toEqual(["x", "x"]);
  await store.insert("goal_definitions", [defined("p"), ...rename("p", "q"), defined("p")]);
  expect(await namesOf("p", "q")).toEqual(["p", "q"]);
  await store.insert("goal_definitions", [defined("s"), defined("t"), archived("s"), defined("t", "s")]);
  expect(await namesOf("s", "t")).toEqual(["s", "t"]);
});
