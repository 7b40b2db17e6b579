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

function assessed(goal: string, period: string, told: readonly [day: string, chance: number]): string {
  const [day, chance] = told;
  offset += 1;
  return JSON.stringify({
    goal,
    as_of: `${day}T00:00:00.000Z`,
    period,
    p_hit: chance,
    rule_status: "on_track",
    pace_status: "behind",
    fan: [{ period: "2026-12", low95: 1, low80: 2, median: 3, high80: 4, high95: 5 }],
    log_topic: "assessments",
    log_offset: offset,
  });
}

async function said(goals: readonly string[], to?: string): Promise<readonly (readonly unknown[])[]> {
  const until = to === undefined ? {} : { to: at(to) };
  const rows = await database.store.query(newestAssessments({ goals, after: at("2026-01-01"), ...until }));
  return rows.map(({ goal, period, p_hit: chance, fan }) => [goal, period, chance, fan.length]);
}

test("of each goal the newest row, the later one of one moment, and without its fan the newest of an earlier month, whenever either was told", async () => {
  const { store } = database;
  const lines = [
    // Figures come on the third of the month after.
    assessed("late", "2026-01", ["2026-02-03", 0.06]),
    assessed("late", "2026-02", ["2026-03-03", 0.6]),
    assessed("late", "2026-02", ["2026-03-10", 0.61]),
    assessed("late", "2026-03", ["2026-04-03", 0.3]),
    assessed("late", "2026-03", ["2026-04-03", 0.31]),
    assessed("first", "2026-03", ["2026-04-03", 0.7]),
    assessed("else", "2026-03", ["2026-04-03", 0.9]),
  ];
  await store.insert("assessment_events", lines);
  // What is inserted again is the same row.
  await store.insert("assessment_events", lines);

  const goals = ["late", "first", "none"];
  expect(await said(goals)).toEqual([
    ["first", "2026-03", 0.7, 1],
    ["late", "2026-03", 0.31, 1],
    ["late", "2026-02", 0.61, 0],
  ]);
  expect(await said(goals, "2026-04-02")).toEqual([
    ["late", "2026-02", 0.61, 1],
    ["late", "2026-01", 0.06, 0],
  ]);
});

test("of weeks the newest one is held against what was told a month before", async () => {
  await database.store.insert("assessment_events", [
    assessed("weeks", "2026-W09", ["2026-03-02", 0.1]),
    assessed("weeks", "2026-W10", ["2026-03-09", 0.2]),
    assessed("weeks", "2026-W11", ["2026-03-16", 0.3]),
    assessed("weeks", "2026-W14", ["2026-04-06", 0.4]),
    assessed("weeks", "2026-W15", ["2026-04-13", 0.5]),
  ]);
  expect(await said(["weeks"])).toEqual([
    ["weeks", "2026-W15", 0.5, 1],
    ["weeks", "2026-W10", 0.2, 0],
  ]);
});

test("of quarters and years the newest one is found however long ago it was told", async () => {
  await database.store.insert("assessment_events", [
    assessed("quarters", "2025-Q2", ["2025-07-10", 0.1]),
    assessed("quarters", "2025-Q3", ["2025-10-10", 0.2]),
    assessed("years", "2023", ["2024-01-10", 0.3]),
    assessed("years", "2024", ["2025-01-10", 0.4]),
  ]);
  expect(await said(["quarters", "years"])).toEqual([
    ["quarters", "2025-Q3", 0.2, 1],
    ["quarters", "2025-Q2", 0.1, 0],
    ["years", "2024", 0.4, 1],
    ["years", "2023", 0.3, 0],
  ]);
});
