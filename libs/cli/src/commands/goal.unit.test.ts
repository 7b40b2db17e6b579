import { expect, it } from "vitest";
import { describe as describeGoal } from "./goal.ts";

const styles = new Map([["k", { unit: "days", decimals: 1 }]]);
const assessment = {
  period: "2026-09",
  p_hit: 0.7,
  reach: null,
  p_reach: null,
  reason: null,
  backtest: false,
  expected_end: 20.3,
  low_80: 18.2,
  high_80: 22.4,
  target: 20,
  target_lower: 20,
  target_upper: null,
  required_rate: 22,
  required_rate_reached: 3,
  required_rate_of: 24,
  last_action_period: null,
};

function told(figures: object, fields: object = {}): string {
  const goal = {
    goal: "g",
    title: "G",
    kind: "annual_goal",
    owner: "ann",
    kpi: "k",
    series: "",
    window_from: "2026-01-01",
    window_to: "2026-12-31",
    evaluation: "at-due",
    commitment: "committed",
    progress: [{ period_label: "2026-09", is_over: true, actual: 19.96, target: 20, status: "off_track" }],
    closing: null,
    overrides: [],
    check_ins: [],
    check_in_due: null,
    ...fields,
    assessment: { ...assessment, ...figures },
  };
  return describeGoal(goal, styles);
}

it("a goal says what the periods still to come must bring, and never a period's rate for a range", () => {
  expect(told({})).toContain(
    "In the periods' own figures it takes 22.0 days a period from now on, reached 3 times in 24 comparable stretches",
  );
  const range = told({ target_lower: 18, target_upper: 22 });
  expect(range).toContain("(likely 18.2 days to 22.4 days) against a range of 18.0 days to 22.0 days");
  expect(range).not.toContain("it takes");
});

it("a goal's period beside its target shows on which side it is", () => {
  expect(told({})).toMatch(/2026-09 +19\.96 days +20\.00 days +off track/u);
});

it("what a period has so far is not told as what it came to", () => {
  const running = { period_label: "2026-10", is_over: false, actual: 3, target: 20, status: "off_track" };
  expect(told({}, { progress: [running] })).toMatch(/2026-10, so far +3\.0 days/u);
});

it("of control the figures are shares of periods, and what each must bring is in the KPI's unit", () => {
  const shares = { expected_end: 0.8, low_80: 0.7, high_80: 0.9, target: 0.9, target_lower: 0.9 };
  const text = told(shares, { evaluation: "control", progress: [] });
  expect(text).toContain("Expected end: 80 % (likely 70 % to 90 %) against a target of 90 %");
  expect(text).toContain("it takes 22.0 days a period");
});
