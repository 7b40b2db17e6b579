import { openTestStore } from "../store-under-test.suite.ts";
import type { TestStore } from "../store-under-test.suite.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { judgementAccuracy } from "./judgement-accuracy.ts";

let database: TestStore;
const place = { log_topic: "strategy", log_partition: 0 };
const at = (day: string): string => `2014-${day}T12:00:00.000Z`;
let offset = 0;
const line = (fields: object): string => JSON.stringify({ ...place, log_offset: (offset += 1), ...fields });
const goal = (id: string, fields: { kind: string; owner: string; private?: boolean }): string =>
  line({ goal: id, private: false, archived: false, recorded_at: at("01-01"), ...fields });
const chance = (id: string, day: string, p: number | null): string =>
  line({
    goal: id,
    as_of: at(day),
    id: `${id}-${day}`,
    p_hit: p,
    periods_left: day < "11" ? 3 : 0,
    recorded_at: at(day),
  });
const sure = (id: string, day: string, confidence: number): string =>
  line({ goal: id, word: "check_in", event_id: `${id}-${day}`, said_by: "ann", confidence, time: at(day) });
const says = (id: string, day: string, end: string): string =>
  line({
    goal: id,
    word: "override",
    event_id: `${id}-${day}-o`,
    said_by: "ann",
    says: end,
    until: "2014-12-01",
    time: at(day),
  });
const closed = (id: string, outcome: string): string =>
  line({ goal: id, outcome, as_of: at("12-31"), recorded_at: at("12-31") });

beforeAll(async () => {
  database = await openTestStore();
  const { store } = database;
  await store.insert("goal_definitions", [
    goal("won", { kind: "annual_goal", owner: "ann" }),
    goal("lost", { kind: "initiative", owner: "bob" }),
    goal("open", { kind: "initiative", owner: "bob" }),
    goal("secret", { kind: "initiative", owner: "bob", private: true }),
  ]);
  await store.insert("assessment_events", [
    chance("won", "03-01", 0.6),
    chance("won", "04-01", 0.9),
    chance("won", "05-01", null),
    chance("lost", "03-01", 0.3),
    chance("lost", "11-01", 0),
    chance("secret", "03-01", 0.3),
    chance("open", "03-01", 0.3),
  ]);
  await store.insert("judgement_events", [
    sure("won", "02-01", 0), // before any chance was told: there is nothing to compare with
    sure("won", "03-15", 8),
    sure("won", "05-15", 6),
    sure("lost", "11-15", 4),
    sure("secret", "03-15", 10),
    sure("open", "03-15", 10),
    says("lost", "03-15", "hit"),
    // What was taken back was said all the same; that it was taken back is no word on the goal.
    line({
      goal: "lost",
      word: "withdrawal",
      event_id: "back",
      said_by: "ann",
      withdraws: "lost-03-15-o",
      time: at("04-15"),
    }),
  ]);
  await store.insert("goal_closings", [
    closed("won", "hit"),
    closed("lost", "miss"),
    closed("secret", "hit"),
  ]);
});
afterAll(() => database.close());

const all = { scope: "deployment", name: "" };
const closeTo = (value: number): unknown => expect.closeTo(value, 9);

it("people and the model are scored on the same goals and moments, each goal once, by what the model said last before", async () => {
  const rows = await database.store.query(
    judgementAccuracy({ closedBy: Date.parse("2015-01-02T00:00:00Z") }),
  );
  // won: people (0.2² + 0.4²) / 2 = 0.1, the model (0.4² + 0.1²) / 2 = 0.085; lost: 0.4² = 0.16 and 0.3² = 0.09.
  expect(rows).toContainEqual({
    ...all,
    judgement: "check_in",
    goals: 2,
    words: 3,
    brier_people: closeTo((0.1 + 0.16) / 2),
    brier_model: closeTo((0.085 + 0.09) / 2),
    base_rate: 0.5,
  });
  expect(rows).toContainEqual({
    ...all,
    judgement: "override",
    goals: 1,
    words: 1,
    brier_people: 1,
    brier_model: closeTo(0.09),
    base_rate: 0,
  });
  const named = rows
    .filter(({ judgement }) => judgement === "check_in")
    .map(({ scope, name, goals }) => [scope, name, goals]);
  expect(named).toEqual([
    ["deployment", "", 2],
    ["kind", "annual_goal", 1],
    ["kind", "initiative", 1],
    ["owner", "ann", 1],
    ["owner", "bob", 1],
  ]);
});

it("before a goal's end is known nothing is scored", async () => {
  expect(await database.store.query(judgementAccuracy({ closedBy: Date.parse(at("12-30")) }))).toEqual([]);
});
