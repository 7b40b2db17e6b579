import { expect, test } from "vitest";
import { forecastAccuracy } from "./forecast-accuracy.ts";
import type { AccuracyAssessment, AccuracyClosing } from "./forecast-accuracy.ts";

const made = (
  goal: string,
  pHit: number | null,
  more: Partial<AccuracyAssessment> = {},
): AccuracyAssessment => ({
  goal,
  goalKind: "annual_goal",
  periodsLeft: 3,
  pHit,
  ruleStatus: "on_track",
  ruleHitRate: 0.6,
  pace: "unknown",
  interval80: null,
  interval95: null,
  ...more,
});

const ended = (
  goal: string,
  outcome: AccuracyClosing["outcome"],
  actual: number | null = null,
): AccuracyClosing => ({
  goal,
  outcome,
  actual,
});

test("Brier is the mean squared error, beside the rule's on the same goals", () => {
  const rows = forecastAccuracy(
    [made("a", 0.8), made("b", 0.4, { ruleStatus: "off_track", ruleHitRate: null }), made("c", 0.5)],
    [ended("a", "hit"), ended("b", "miss"), ended("c", "miss")],
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ count: 3, brier: 0.15, baseRate: 0.333333333333 });
  expect(rows[0]?.hard).toEqual({ count: 3, ruleBrier: 0.333333333333, pHitBrier: 0.15 });
  expect(rows[0]?.calibrated).toEqual({ count: 2, ruleBrier: 0.26, pHitBrier: 0.145 });
});

test("open, unscored and unassessed goals count nowhere; the newest closing counts", () => {
  const rows = forecastAccuracy(
    [made("open", 0.1), made("unscored", 0.1), made("unassessed", null), made("restated", 1)],
    [
      ended("unscored", "unscored"),
      ended("unassessed", "hit"),
      ended("restated", "miss"),
      ended("restated", "hit"),
    ],
  );
  expect(rows).toMatchObject([{ count: 1, brier: 0 }]);
});

test("buckets hold tenths of the scale, 1 belongs to the last, and horizons stay apart", () => {
  const rows = forecastAccuracy(
    [made("a", 0.1), made("b", 0.19), made("c", 1), made("d", 0.5, { periodsLeft: 11 })],
    ["a", "b", "c", "d"].map((goal) => ended(goal, "hit")),
  );
  expect(rows.map((row) => row.periodsLeft)).toEqual([3, 11]);
  expect(rows[0]?.buckets).toEqual([
    { from: 0.1, to: 0.2, count: 2, meanPHit: 0.145, hitRate: 1 },
    { from: 0.9, to: 1, count: 1, meanPHit: 1, hitRate: 1 },
  ]);
});

test("linear pace is scored as 0 or 1 on the goals where it has a status, beside the chance on the same", () => {
  const [row] = forecastAccuracy(
    [made("a", 0.8, { pace: "on_pace" }), made("b", 0.4, { pace: "on_pace" }), made("c", 0.5)],
    [ended("a", "hit"), ended("b", "miss"), ended("c", "miss")],
  );
  expect(row?.pace).toEqual({ count: 2, ruleBrier: 0.5, pHitBrier: 0.1 });
});

test("coverage is the share of ends inside the interval, its bounds included; without an end nothing counts", () => {
  const intervals = { interval80: { low: 10, high: 20 }, interval95: { low: 5, high: 25 } };
  const [row] = forecastAccuracy(
    [made("a", 0.8, intervals), made("b", 0.4, intervals), made("c", 0.5, intervals), made("d", 0.5)],
    [ended("a", "hit", 20), ended("b", "miss", 24), ended("c", "miss"), ended("d", "miss", 15)],
  );
  expect(row?.coverage).toEqual({ count: 2, within80: 0.5, within95: 1 });
});
