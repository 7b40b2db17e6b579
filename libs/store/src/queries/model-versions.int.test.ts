import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestStore } from "../store-under-test.suite.ts";
import { openTestStore } from "../store-under-test.suite.ts";
import { assessedPeriods } from "./assessed-periods.ts";
import { newestAssessments } from "./newest-assessments.ts";
import { scoredAssessments } from "./scored-assessments.ts";
import { seenAssessments } from "./seen-assessments.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(async () => database.close());

let offset = 0;

function assessed(
  period: string,
  day: string,
  by: { readonly version: string; readonly pHit: number },
): string {
  offset += 1;
  return JSON.stringify({
    goal: "g",
    as_of: `${day}T00:00:00.000Z`,
    period,
    p_hit: by.pHit,
    model_version: by.version,
    rule_status: "on_track",
    pace_status: "behind",
    log_topic: "assessments",
    log_offset: offset,
  });
}

test("what a version told live of later moments neither hides nor counts beside what the next one says of the same periods", async () => {
  const { store } = database;
  const older = { version: "9", pHit: 0.1 };
  const newer = { version: "10", pHit: 0.9 };
  await store.insert("assessment_events", [
    assessed("2026-01", "2026-02-15", older),
    assessed("2026-02", "2026-03-15", older),
    assessed("2026-03", "2026-04-15", older),
    assessed("2026-03", "2026-04-16", newer),
    assessed("2026-01", "2026-02-01", newer),
  ]);
  const closing = { goal: "g", as_of: "2026-05-01T00:00:00.000Z", outcome: "hit", log_topic: "assessments" };
  await store.insert("goal_closings", [JSON.stringify({ ...closing, log_offset: (offset += 1) })]);

  const periods = await store.query(assessedPeriods({ goals: ["g"] }));
  expect(periods).toEqual([{ goal: "g", periods: ["2026-01", "2026-03"] }]);
  const chancesBelow = async (end: number): Promise<readonly unknown[]> => {
    const rows = await store.query(scoredAssessments({ "assessments/0": end }, new Map()));
    return rows.map(({ p_hit: chance }) => chance);
  };
  expect(await chancesBelow(offset + 1)).toEqual([0.9, 0.9]);

  const seen = await store.query(seenAssessments({ goals: ["g"], to: Date.parse("2026-05-01") }));
  expect(seen.map(({ period, p_hit: chance }) => [period, chance])).toEqual([
    ["2026-01", 0.9],
    ["2026-02", 0.1],
    ["2026-03", 0.9],
  ]);
  // Between two versions a chance moves for no reason of the goal's.
  const newest = await store.query(newestAssessments({ goals: ["g"], after: Date.parse("2026-01-15") }));
  expect(newest.map(({ period, p_hit: chance }) => [period, chance])).toEqual([
    ["2026-03", 0.9],
    ["2026-01", 0.9],
  ]);
});
