import { goalSchema } from "@milepost/contracts";
import type { Goal } from "@milepost/contracts";
import { emptyPlan, measuredObjects } from "@milepost/plan";
import { expect, test } from "vitest";
import { forecastAccuracyLines } from "./forecast-accuracy-lines.ts";

const goalOf = (kind: string, isPrivate: boolean): Goal =>
  goalSchema.parse({
    kind,
    title: kind,
    owner: "ann",
    window: 2026,
    private: isPrivate,
    measure: { kpi: "orders", to: 10, trajectory: "step", evaluation: "at-due" },
  });
const told = {
  periods_left: 3,
  p_hit: 0.9,
  rule_status: "on_track",
  rule_hit_rate: null,
  pace_status: "on_pace",
  low_80: null,
  high_80: null,
  low_95: null,
  high_95: null,
} as const;
const closed = {
  outcome: "hit",
  actual: 12,
  target: 10,
  as_of: "2027-01-01T00:00:00.000Z",
  recorded_at: "2027-01-01T00:00:00.000Z",
  inputs_position: "{}",
  log_topic: "assessments",
  log_partition: 0,
  log_offset: 1,
} as const;

test("a private goal is in no figure of accuracy, not even where it is the only one of its kind", () => {
  const goals = new Map([
    ["open", goalOf("annual_goal", false)],
    ["secret", goalOf("initiative", true)],
  ]);
  const assessments = [...goals.keys()].map((goal) => ({ ...told, goal }));
  const closings = [...goals.keys()].map((goal) => ({ ...closed, goal }));
  const objects = { ...measuredObjects(emptyPlan), goals };
  const computed = { inputs_position: "{}", version: 1, build: 1 };
  const lines = forecastAccuracyLines({ assessments, closings }, objects, computed);
  expect(lines.map((line) => JSON.parse(line).goal_kind)).toEqual(["annual_goal"]);
});
