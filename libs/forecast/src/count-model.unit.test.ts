import { expect, test } from "vitest";
import { countQuantile, fitCounts, isIntermittent } from "./count-model.ts";

test("quantiles of counts equal those of scipy.stats.nbinom and poisson", () => {
  // nbinom(2, 2 / 5).ppf and poisson(3).ppf at 0.025, 0.1, 0.5, 0.9, 0.975
  const probabilities = [0.025, 0.1, 0.5, 0.9, 0.975];
  const negativeBinomial = { mean: 3, size: 2 };
  expect(probabilities.map((at) => countQuantile(negativeBinomial, at))).toEqual([0, 0, 2, 7, 10]);
  const poisson = { mean: 3, size: Number.POSITIVE_INFINITY };
  expect(probabilities.map((at) => countQuantile(poisson, at))).toEqual([0, 1, 3, 5, 7]);
});

test("only whole numbers from zero on with many zeros are intermittent counts", () => {
  const counts = [0, 1, 0, 0, 2, 0, 1, 0, 0, 0];
  expect(isIntermittent(counts)).toBe(true);
  expect(isIntermittent(counts.map((count) => count / 2))).toBe(false);
  expect(isIntermittent(counts.map((count) => -count))).toBe(false);
  expect(isIntermittent(counts.map((count) => count + 1))).toBe(false);
  expect(isIntermittent(counts.map(() => 0))).toBe(false);
  expect(isIntermittent(counts.slice(0, 6))).toBe(false);
  expect(isIntermittent([...counts, Number.NaN])).toBe(true);
});

test("the rate of a steady series is its mean; clumped counts spread more than Poisson's", () => {
  const steady = Array.from({ length: 60 }, (_, index) => Number(index % 3 === 0));
  expect(fitCounts(steady).mean).toBeCloseTo(1 / 3, 1);
  const clumped = steady.map((count, index) => (index % 12 === 0 ? 8 * count : 0));
  expect(fitCounts(clumped).size).toBeLessThan(1);
  expect(fitCounts(steady).size).toBeGreaterThan(5);
});
