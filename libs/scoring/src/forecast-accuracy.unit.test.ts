import { expect, test } from "vitest";
import { forecastAccuracy } from "./forecast-accuracy.ts";
import type { AccuracyAssessment } from "./forecast-accuracy.ts";

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
  ...more,
});

test("Brier is the mean squared error, beside the rule's on the same goals", () => {
  const rows = forecastAccuracy(
    [made("a", 0.8), made("b", 0.4, { ruleStatus: "off_track", ruleHitRate: null }), made("c", 0.5)],
    [
      { goal: "a", outcome: "hit" },
      { goal: "b", outcome: "miss" },
      { goal: "c", outcome: "miss" },
    ],
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
      { goal: "unscored", outcome: "unscored" },
      { goal: "unassessed", outcome: "hit" },
      { goal: "restated", outcome: "miss" },
      { goal: "restated", outcome: "hit" },
    ],
  );
  expect(rows).toMatchObject([{ count: 1, brier: 0 }]);
});

test("buckets hold tenths of the scale, 1 belongs to the last, and horizons stay apart", () => {
  const rows = forecastAccuracy(
    [made("a", 0.1), made("b", 0.19), made("c", 1), made("d", 0.5, { periodsLeft: 11 })],
    ["a", "b", "c", "d"].map((goal) => ({ goal, outcome: "hit" as const })),
  );
  expect(rows.map((row) => row.periodsLeft)).toEqual([3, 11]);
  expect(rows[0]?.buckets).toEqual([
    { from: 0.1, to: 0.2, count: 2, meanPHit: 0.145, hitRate: 1 },
    { from: 0.9, to: 1, count: 1, meanPHit: 1, hitRate: 1 },
  ]);
});
