import fc from "fast-check";
import { expect, test } from "vitest";
import { fitExponentialSmoothing, smoothExponentially } from "./exponential-smoothing.ts";
import { fillGaps } from "./fill-gaps.ts";
import { AIR_PASSENGERS, NILE } from "./known-series.fixture.ts";
import { fitLinearTrend, trendReliability } from "./linear-trend.ts";
import { seasonalIndices } from "./seasonal-indices.ts";
import { isSeasonal } from "./seasonality-test.ts";
import { fitTheta, forecastTheta } from "./theta-model.ts";

test("the trend line equals scipy.stats.linregress on the Nile", () => {
  const trend = fitLinearTrend(NILE);
  expect(trend.slope).toBeCloseTo(-2.714_305_430_543_054_5, 10);
  expect(trend.intercept).toBeCloseTo(1053.708_118_811_88, 8);
});

test("smoothing at a given weight has the least squares of statsmodels' SimpleExpSmoothing", () => {
  const smoothing = smoothExponentially(NILE, 0.2);
  expect(smoothing.sumOfSquares).toBeCloseTo(2_042_692.774_8, 2);
  expect(smoothing.level).toBeCloseTo(821.316_976_18, 4);
});

test("the fitted weight equals that of statsmodels' SimpleExpSmoothing with estimated first level", () => {
  const smoothing = fitExponentialSmoothing(NILE);
  expect(smoothing.alpha).toBeCloseTo(0.245_73, 3);
  expect(smoothing.sumOfSquares).toBeLessThan(2_038_674.45);
});

test("seasonal indices equal statsmodels' seasonal_decompose on the airline passengers", () => {
  const factors = seasonalIndices(AIR_PASSENGERS, 12, "multiplicative");
  expect(factors[0]).toBeCloseTo(0.910_230_367_372_200_6, 12);
  expect(factors[6]).toBeCloseTo(1.226_555_542_931_201_2, 12);
  const terms = seasonalIndices(AIR_PASSENGERS, 12, "additive");
  expect(terms[0]).toBeCloseTo(-24.748_737_373_737_38, 9);
  expect(terms[10]).toBeCloseTo(-53.593_434_343_434_346, 9);
});

test("airline passengers are seasonal by month, the Nile is not, and a short or constant series never is", () => {
  expect(isSeasonal(AIR_PASSENGERS, 12)).toBe(true);
  expect(isSeasonal(NILE, 12)).toBe(false);
  expect(isSeasonal(AIR_PASSENGERS.slice(0, 23), 12)).toBe(false);
  expect(
    isSeasonal(
      Array.from({ length: 48 }, () => 99.4),
      12,
    ),
  ).toBe(false);
});

test("Theta forecasts agree with statsmodels' ThetaModel to a thousandth, with and without a season", () => {
  const nile = forecastTheta(fitTheta(NILE, { period: 1 }), 5);
  const nileReference = [799.539_4, 798.182_3, 796.825_1, 795.468_0, 794.110_8];
  const passengers = forecastTheta(fitTheta(AIR_PASSENGERS, { period: 12 }), 6);
  const passengerReference = [440.067_9, 428.374_3, 489.695_7, 475.693_6, 479.659_3, 545.353_7];
  for (const [step, expected] of nileReference.entries()) expect(nile[step]! / expected).toBeCloseTo(1, 3);
  for (const [step, expected] of passengerReference.entries())
    expect(passengers[step]! / expected).toBeCloseTo(1, 3);
});

test("unknown months are skipped, never read as zero", () => {
  const gappy = NILE.map((value, index) => (index % 9 === 4 ? Number.NaN : value));
  const [next] = forecastTheta(fitTheta(gappy, { period: 12 }), 1);
  expect(next).toBeGreaterThan(700);
  expect(next).toBeLessThan(1000);
  expect([...fillGaps([Number.NaN, 1, Number.NaN, Number.NaN, 4, Number.NaN])]).toEqual([1, 1, 2, 3, 4, 4]);
});

test("a trend of pure noise is trusted little, a clear one almost fully", () => {
  const noise = NILE.slice(0, 20);
  expect(trendReliability(noise, fitLinearTrend(noise))).toBeLessThan(0.4);
  const rising = Array.from({ length: 36 }, (_, index) => index + (index % 2));
  expect(trendReliability(rising, fitLinearTrend(rising))).toBeGreaterThan(0.98);
});

test("scaling and shifting a series scales and shifts its additive forecast", () => {
  const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 6, maxLength: 60 });
  fc.assert(
    fc.property(values, fc.integer({ min: -3, max: 3 }), (series, exponent) => {
      const factor = 2 ** exponent;
      const options = { period: 12, seasonalForm: "additive", dampTrend: true } as const;
      const plain = forecastTheta(
        fitTheta(
          series.map((value) => value - 1000),
          options,
        ),
        12,
      );
      const scaled = forecastTheta(
        fitTheta(
          series.map((value) => (value - 1000) * factor),
          options,
        ),
        12,
      );
      for (const [step, value] of plain.entries()) expect(scaled[step]).toBeCloseTo(value * factor, 6);
    }),
  );
});
