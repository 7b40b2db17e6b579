import { expect, test } from "vitest";
import {
  chanceAbove,
  countQuantile,
  fitCounts,
  isIntermittent,
  isZeroBySeason,
  meanCount,
  negativeBinomialQuantile,
} from "./count-model.ts";

test("quantiles equal those of scipy.stats.nbinom and poisson", () => {
  // nbinom(2, 2 / 5).ppf and poisson(3).ppf at 0.025, 0.1, 0.5, 0.9, 0.975
  const probabilities = [0.025, 0.1, 0.5, 0.9, 0.975];
  const negativeBinomial = { mean: 3, size: 2 };
  expect(probabilities.map((at) => negativeBinomialQuantile(negativeBinomial, at))).toEqual([0, 0, 2, 7, 10]);
  const poisson = { mean: 3, size: Number.POSITIVE_INFINITY };
  expect(probabilities.map((at) => negativeBinomialQuantile(poisson, at))).toEqual([0, 1, 3, 5, 7]);
});

test("only whole numbers from zero on with many zeros are intermittent counts", () => {
  const counts = [0, 1, 0, 0, 2, 0, 1, 0, 0, 0];
  expect(isIntermittent(counts)).toBe(true);
  expect(isIntermittent(counts.map((count) => count / 2))).toBe(false);
  expect(isIntermittent(counts.map((count) => -count))).toBe(false);
  expect(isIntermittent(counts.map((count) => count + 1))).toBe(false);
  const counting = { lower: 0 };
  const zeros = counts.map(() => 0);
  expect(isIntermittent(zeros, counting)).toBe(true);
  expect(isIntermittent([0, 0], counting)).toBe(false);
  // Shares, and what can fall below zero, have no next step of one.
  expect(isIntermittent(zeros, { lower: 0, upper: 1 })).toBe(false);
  expect(isIntermittent(zeros)).toBe(false);
  expect(isIntermittent(counts.slice(0, 6))).toBe(false);
  expect(isIntermittent([...counts, Number.NaN])).toBe(true);
});

test("the mean of a steady series is its mean, and clumps keep their zeros", () => {
  const steady = Array.from({ length: 60 }, (_, index) => Number(index % 3 === 0));
  expect(meanCount(fitCounts(steady))).toBeCloseTo(1 / 3, 1);
  const clumped = steady.map((count, index) => (index % 12 === 0 ? 8 * count : 0));
  const fit = fitCounts(clumped);
  expect(meanCount(fit)).toBeCloseTo(8 / 12, 0);
  // A twelfth of the counts is above zero, and then it is eight.
  expect([0.5, 0.9].map((at) => countQuantile(fit, at))).toEqual([0, 0]);
  expect(countQuantile(fit, 0.95)).toBeGreaterThan(4);
});

test("a rate that changed for good is believed more than what was before", () => {
  const calm = Array.from({ length: 40 }, (_, index) => Number(index % 10 === 0));
  const busy = Array.from({ length: 20 }, (_, index) => Number(index % 4 !== 0));
  const share = chanceAbove(fitCounts([...calm, ...busy]).occurrence);
  expect(share).toBeGreaterThan(0.55);
  expect(chanceAbove(fitCounts(calm).occurrence)).toBeLessThan(0.15);
});

test("what was never seen has the chance of Jeffreys' prior, the less the longer it stays away", () => {
  const chances = [3, 12, 38].map((length) => chanceAbove(fitCounts(new Float64Array(length)).occurrence));
  expect(chances).toEqual([0.5 / 4, 0.5 / 13, 0.5 / 39]);
});

test("zeros that follow the season are told from those that come at any time", () => {
  const weeks = Array.from({ length: 70 }, (_, day) => (day % 7 < 5 ? 8 : 0));
  expect(isZeroBySeason(weeks, 7)).toBe(true);
  expect(isZeroBySeason(weeks, 1)).toBe(false);
  const anyTime = Array.from({ length: 70 }, (_, day) => Number(day % 3 === 0));
  expect(isZeroBySeason(anyTime, 7)).toBe(false);
});
