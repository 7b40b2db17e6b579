import fc from "fast-check";
import { expect, test } from "vitest";
import { forecastSeries } from "./forecast-series.ts";
import { AIR_PASSENGERS, NILE } from "./known-series.fixture.ts";
import { pathsOf } from "./paths-of.ts";
import type { PathBundle } from "./path-bundle.ts";
import { quantile } from "./quantile.ts";

const PATHS = 4000;

function atStep({ paths, values }: PathBundle, step: number): Float64Array {
  return values.subarray(step * paths, (step + 1) * paths);
}

test("the paths' quantiles agree with the intervals at every step", () => {
  const series = fc.array(fc.double({ min: -50, max: 150, noNaN: true }), { minLength: 4, maxLength: 50 });
  fc.assert(
    fc.property(series, fc.constantFrom(1, 4, 12), fc.string(), (values, frequency, seed) => {
      const forecast = forecastSeries(values, { frequency, horizon: 4 });
      const paths = pathsOf(forecast, { paths: PATHS, seed });
      for (let step = 0; step < 4; step += 1) {
        const own = atStep(paths, step);
        const width = (forecast.upper95[step] ?? 0) - (forecast.lower95[step] ?? 0);
        const near = (probability: number, end: number | undefined, share: number): void =>
          expect(Math.abs(quantile(own, probability) - (end ?? 0))).toBeLessThanOrEqual(share * width + 1e-9);
        near(0.1, forecast.lower80[step], 0.04);
        near(0.9, forecast.upper80[step], 0.04);
        near(0.025, forecast.lower95[step], 0.07);
        near(0.975, forecast.upper95[step], 0.07);
        near(0.5, forecast.mean[step], 0.03);
      }
    }),
    { numRuns: 30 },
  );
});

test("the same seed gives the same bytes, another seed others", () => {
  const forecast = forecastSeries(NILE, { frequency: 1, horizon: 5 });
  const draw = (seed: string): number[] => [...pathsOf(forecast, { paths: 100, seed }).values];
  expect(draw("one")).toEqual(draw("one"));
  expect(draw("other")).not.toEqual(draw("one"));
});

test("an odd number of paths is rounded up, and pairs mirror each other's luck", () => {
  const forecast = forecastSeries(NILE, { frequency: 1, horizon: 5 });
  const drawn = pathsOf(forecast, { paths: 7, seed: "pairs" });
  expect(drawn.paths).toBe(8);
  expect(drawn.values).toHaveLength(40);
  for (let step = 0; step < 5; step += 1) {
    const own = atStep(drawn, step);
    const mean = forecast.mean[step] ?? Number.NaN;
    for (let pair = 0; pair < 4; pair += 1) {
      const [first = 0, second = 0] = [own[2 * pair], own[2 * pair + 1]];
      expect((first - mean) * (second - mean)).toBeLessThanOrEqual(0);
    }
  }
});

test("a path above the forecast at one step tends to be above it at the next", () => {
  const forecast = forecastSeries(AIR_PASSENGERS, { frequency: 12, horizon: 6 });
  const drawn = pathsOf(forecast, { paths: PATHS, seed: "ties" });
  const above = (step: number): boolean[] =>
    [...atStep(drawn, step)].map((value) => value > (forecast.mean[step] ?? 0));
  const [fifth, sixth] = [above(4), above(5)];
  const agreeing = fifth.filter((is, path) => is === sixth[path]).length;
  expect(agreeing / PATHS).toBeGreaterThan(0.6);
});

test("intermittent counts have paths of counts, with as many zeros as the distribution says", () => {
  const counts = [0, 0, 1, 0, 2, 0, 0, 0, 1, 0, 3, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0];
  const forecast = forecastSeries(counts, { frequency: 12, horizon: 3 });
  const drawn = pathsOf(forecast, { paths: PATHS, seed: "counts" });
  expect(drawn.values.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
  const mean = drawn.values.reduce((sum, value) => sum + value / drawn.values.length, 0);
  expect(Math.abs(mean - (forecast.mean[0] ?? 0))).toBeLessThan(0.05);
  expect(quantile(atStep(drawn, 0), 0.9)).toBe(forecast.upper80[0]);
});

test("no history has no paths", () => {
  const forecast = forecastSeries([Number.NaN], { frequency: 12, horizon: 3 });
  expect(pathsOf(forecast, { paths: 10, seed: "none" }).values).toHaveLength(0);
});
