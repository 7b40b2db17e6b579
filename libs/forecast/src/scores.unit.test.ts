import fc from "fast-check";
import { expect, test } from "vitest";
import { brierScore } from "./brier-score.ts";
import { areaUnderRoc } from "./discrimination.ts";
import { normalCumulative } from "./normal-cumulative.ts";
import { median, quantile } from "./quantile.ts";
import { expectedCalibrationError, reliabilityBins } from "./reliability.ts";

const TOLD = [0.1, 0.4, 0.35, 0.8, 0.4, 0.7, 0.2, 0.9].map((chance, index) => ({
  chance,
  hit: [2, 3, 4, 7].includes(index),
}));

test("Brier score and area under the ROC curve equal numpy's and scikit-learn's, ties included", () => {
  expect(brierScore(TOLD)).toBeCloseTo(0.191_562_5, 12);
  expect(areaUnderRoc(TOLD)).toBe(0.781_25);
  expect(areaUnderRoc(TOLD.filter(({ hit }) => hit))).toBeNaN();
});

test("quantiles equal numpy's default definition and leave out what is unknown", () => {
  const values = [3, 1, 4, 1, Number.NaN, 5, 9, 2, 6];
  expect(quantile(values, 0.1)).toBe(1);
  expect(quantile(values, 0.5)).toBe(3.5);
  expect(quantile(values, 0.9)).toBeCloseTo(6.9, 12);
  expect(median([])).toBeNaN();
});

test("the normal distribution equals scipy.stats.norm.cdf to 2e-7, in the tails too", () => {
  const reference = [
    [-3, 0.001_349_898_031_630_093_3],
    [-1.5, 0.066_807_201_268_858_07],
    [0, 0.5],
    [1.96, 0.975_002_104_851_779_5],
    [3.09, 0.998_999_217_523_385_9],
    [5, 0.999_999_713_348_428_1],
  ] as const;
  for (const [z, expected] of reference) expect(Math.abs(normalCumulative(z) - expected)).toBeLessThan(2e-7);
});

test("reliability bins hold every chance once, and their error is that of their gaps", () => {
  const bins = reliabilityBins(TOLD, 5);
  expect(bins.map((bin) => bin.count)).toEqual([1, 2, 2, 1, 2]);
  expect(bins[2]?.hitRate).toBe(0.5);
  expect(
    expectedCalibrationError([
      { chance: 0.75, hit: true },
      { chance: 0.75, hit: false },
    ]),
  ).toBeCloseTo(0.25, 12);
  fc.assert(
    fc.property(
      fc.array(fc.record({ chance: fc.double({ min: 0, max: 1, noNaN: true }), hit: fc.boolean() })),
      (told) => {
        const total = reliabilityBins(told).reduce((sum, bin) => sum + bin.count, 0);
        expect(total).toBe(told.length);
      },
    ),
  );
});
