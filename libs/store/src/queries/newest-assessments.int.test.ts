import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestStore } from "../store-under-test.suite.ts";
import { openTestStore } from "../store-under-test.suite.ts";
import { newestAssessments } from "./newest-assessments.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(async () => database.close());

const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);
let offset = 0;

function assessed(goal: string, day: string, chance: number): string {
  offset += 1;
  return JSON.stringify({
    goal,
    as_of: `${day}T00:00:00.000Z`,
    period: day,
    p_hit: chance,
    rule_status: "on_track",
    pace_status: "behind",
    fan: [{ period: "2026-12", low95: 1, low80: 2, median: 3, high80: 4, high95: 5 }],
    log_topic: "assessments",
    log_offset: offset,
  });
}

const WANTED = { after: at("2026-03-01"), split: at("2026-04-01") };

async function said(goals: readonly string[], to?: string): Promise<readonly (readonly unknown[])[]> {
  const until = to === undefined ? {} : { to: at(to) };
  const rows = await database.store.query(newestAssessments({ goals, ...WANTED, ...until }));
  return rows.map(({ goal, period, p_hit: chance, fan }) => [goal, period, chance, fan.length]);
}

test("of each goal the newest row on either side of a moment, the later one of one moment, only the newer one with its fan", async () => {
  const { store } = database;
  const lines = [
    assessed("both", "2026-02-20", 0.1),
    assessed("both", "2026-03-10", 0.2),
    assessed("both", "2026-03-20", 0.3),
    assessed("both", "2026-04-10", 0.4),
    assessed("both", "2026-04-20", 0.5),
    assessed("both", "2026-04-20", 0.6),
    assessed("early", "2026-03-30", 0.7),
    assessed("else", "2026-04-10", 0.9),
  ];
  await store.insert("assessment_events", lines);
  // What is inserted again is the same row.
  await store.insert("assessment_events", lines);

  const goals = ["both", "early", "none"];
  expect(await said(goals)).toEqual([
    ["both", "2026-04-20", 0.6, 1],
    ["both", "2026-03-20", 0.3, 0],
    ["early", "2026-03-30", 0.7, 0],
  ]);
  expect(await said(goals, "2026-04-15")).toEqual([
    ["both", "2026-04-10", 0.4, 1],
    ["both", "2026-03-20", 0.3, 0],
    ["early", "2026-03-30", 0.7, 0],
  ]);
});
