import fc from "fast-check";
import { expect, test } from "vitest";
import { aggregatePeriods } from "./aggregate-periods.ts";
import { goalRedFlagScore, holdScore } from "./goal-red-flag-score.ts";
import { rollUp } from "./roll-up.ts";

const child = (score: number | null, weight = 1): { score: number | null; weight: number } => ({
  score,
  weight,
});

test("BSC-4: goal 700, red flag 500 gives the golden scores", () => {
  const scores = [300, 500, 600, 700, 900, 1000].map((value) => goalRedFlagScore(value, 700, 500));
  [0, 10 / 3, 5, 20 / 3, 10, 10].forEach((expected, index) =>
    expect(scores[index]).toBeCloseTo(expected, 10),
  );
});

test("BSC-4: lower is better needs no case of its own", () => {
  const scores = [900, 700, 600, 500, 300].map((value) => goalRedFlagScore(value, 500, 700));
  [0, 10 / 3, 5, 20 / 3, 10].forEach((expected, index) => expect(scores[index]).toBeCloseTo(expected, 10));
});

test("a red flag on the goal itself gives no score", () => {
  expect(goalRedFlagScore(1, 5, 5)).toBeNull();
  expect(holdScore(1, { lower: 5, upper: 5 }, 0)).toBeNull();
});

test("BSC-6: a KPI to hold scores 10 on its target and the same on both sides", () => {
  expect(holdScore(50, { lower: 50, upper: 50 }, 4)).toBe(10);
  expect(holdScore(46, { lower: 50, upper: 50 }, 4)).toBeCloseTo(10 / 3, 10);
  expect(holdScore(54, { lower: 50, upper: 50 }, 4)).toBeCloseTo(10 / 3, 10);
});

test("X-9: every roll-up policy exists", () => {
  const children = [child(9, 1), child(3, 3), child(6, 1)];
  expect(rollUp(children, "weighted_mean").score).toBeCloseTo(4.8, 12);
  expect(rollUp(children, "equal_mean").score).toBe(6);
  expect(rollUp(children, "worst").score).toBe(3);
  expect(rollUp(children, "latest").score).toBe(6);
  expect(rollUp(children, "min").score).toBe(3);
  expect(rollUp(children, "max").score).toBe(9);
  expect(rollUp(children, "sum").score).toBe(18);
});

test("X-9: Cascade's worked example, children capped at 100: 90, 99, 100, 68 roll up to 89.25", () => {
  expect(rollUp([child(90), child(99), child(100), child(68)], "equal_mean").score).toBe(89.25);
});

test("BSC-8: a missing child is excluded and shows as coverage, by weight", () => {
  expect(rollUp([child(8, 1), child(null, 3)], "weighted_mean")).toEqual({ score: 8, coverage: 0.25 });
  expect(rollUp([child(null)], "weighted_mean")).toEqual({ score: null, coverage: 0 });
  expect(rollUp([], "worst")).toEqual({ score: null, coverage: 0 });
});

test("a weighted mean lies between its smallest and largest known child", () => {
  const score = fc.option(fc.double({ min: 0, max: 10, noNaN: true }), { nil: null });
  const children = fc.array(fc.record({ score, weight: fc.integer({ min: 1, max: 9 }) }), { minLength: 1 });
  fc.assert(
    fc.property(children, (some) => {
      const known = some.flatMap((one) => (one.score === null ? [] : [one.score]));
      const { score: rolled, coverage } = rollUp(some, "weighted_mean");
      const inside = (one: number): boolean =>
        one >= Math.min(...known) - 1e-9 && one <= Math.max(...known) + 1e-9;
      expect(rolled === null ? known.length === 0 : inside(rolled)).toBe(true);
      expect(coverage === 1).toBe(known.length === some.length);
    }),
  );
});

test("X-6: a window of a ratio is the sum of its parts, not the mean of its ratios", () => {
  const quarters = [220, 240, 200, 230].map((numerator) => ({
    actual: numerator / 250,
    numerator,
    denominator: 250,
  }));
  expect(aggregatePeriods(quarters, { behaviour: "ratio", unit: "ratio" })).toBeCloseTo(0.89, 12);
  const uneven = [
    { actual: 0.5, numerator: 1, denominator: 2 },
    { actual: 1, numerator: 98, denominator: 98 },
  ];
  expect(aggregatePeriods(uneven, { behaviour: "ratio", unit: "ratio" })).toBeCloseTo(0.99, 12);
});

test("a ratio in percent is a hundred times the quotient of its parts, and a mean of percents is not", () => {
  const months = [
    { actual: 91.4, numerator: 914, denominator: 1000 },
    { actual: 93.5, numerator: 935, denominator: 1000 },
  ];
  for (const unit of ["percent", "%"])
    expect(aggregatePeriods(months, { behaviour: "ratio", unit })).toBe(92.45);
  const scores = [
    { actual: 90, numerator: 180, denominator: 2 },
    { actual: 60, numerator: 60, denominator: 1 },
  ];
  expect(aggregatePeriods(scores, { behaviour: "average", unit: "percent" })).toBe(80);
});

test("without parts a ratio's window is unknown, unless the plan declares an approximation", () => {
  const values = [{ actual: 0.5 }, { actual: 1 }];
  expect(aggregatePeriods(values, { behaviour: "ratio", unit: "ratio" })).toBeNull();
  expect(
    aggregatePeriods(values, { behaviour: "ratio", unit: "ratio", approximation: "equal-weights" }),
  ).toBe(0.75);
  expect(
    aggregatePeriods([{ actual: 2 }, { actual: 6 }], { behaviour: "harmonic_mean", unit: "count" }),
  ).toBeNull();
  expect(
    aggregatePeriods([{ actual: 2 }, { actual: 6 }], {
      behaviour: "harmonic_mean",
      unit: "count",
      approximation: "equal-weights",
    }),
  ).toBe(3);
});

test("flows add up, stocks keep the last, and one unknown period makes the whole unknown", () => {
  const values = [{ actual: 3 }, { actual: 4 }];
  expect(aggregatePeriods(values, { behaviour: "flow", unit: "count" })).toBe(7);
  expect(aggregatePeriods(values, { behaviour: "stock", unit: "count" })).toBe(4);
  expect(aggregatePeriods(values, { behaviour: "max", unit: "count" })).toBe(4);
  expect(aggregatePeriods([...values, { actual: null }], { behaviour: "flow", unit: "count" })).toBeNull();
});
