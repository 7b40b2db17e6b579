import fc from "fast-check";
import { expect, test } from "vitest";
import { goalFutures } from "./goal-futures.ts";
import { precedentPaths } from "./precedent-paths.ts";
import { centralSpread } from "./central-spread.ts";
import { randomWalkPaths, seasonalDriftPaths } from "./random-walk-paths.ts";

const WANTED = { frequency: 4, horizon: 4, seed: "paths", paths: 4000 } as const;

/** One path of a bundle. */
function pathOf({ paths, values }: { paths: number; values: Float64Array }, path: number): number[] {
  return Array.from(
    { length: values.length / paths },
    (_, step) => values[step * paths + path] ?? Number.NaN,
  );
}

test("precedents are what followed at the same season, begun at the last value", () => {
  const series = [10, 20, 30, 40, 20, 30, 10, 50, 40];
  const precedents = precedentPaths(series, WANTED);
  expect(precedents.paths).toBe(2);
  // From 20 to 30, 10, 50, 40, and from 10 to 20, 30, 40, 20: each moved by its ratio to begin at 40.
  expect(pathOf(precedents, 0)).toEqual([60, 20, 100, 80]);
  expect(pathOf(precedents, 1)).toEqual([80, 120, 160, 80]);
});

test("precedents of a series with both signs are moved by their difference, and end where they have not run their course", () => {
  const precedents = precedentPaths([-1, 2, 5], { ...WANTED, frequency: 1 });
  expect(pathOf(precedents, 0)).toEqual([8, Number.NaN, Number.NaN, Number.NaN]);
  expect(pathOf(precedents, 1)).toEqual([8, 11, Number.NaN, Number.NaN]);
  expect(pathOf(precedentPaths([7], WANTED), 0)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
});

test("a random walk spreads with the square root of time, about the last value", () => {
  const series = [0, 1, 0, 1, 0, 1, 0];
  const { paths, values } = randomWalkPaths(series, WANTED);
  const at = (step: number): Float64Array => values.slice(step * paths, (step + 1) * paths).sort();
  expect(centralSpread(at(0))).toBeCloseTo(1, 1);
  expect(centralSpread(at(3))).toBeCloseTo(2, 1);
  expect(at(3).reduce((sum, value) => sum + value, 0) / paths).toBeCloseTo(0, 9);
});

test("seasonal drift repeats the last season, a year's growth higher", () => {
  const series = [1, 5, 2, 4, 3, 7, 4, 6];
  expect(pathOf(seasonalDriftPaths(series, WANTED), 0)).toEqual([5, 9, 6, 8]);
});

test("an unknown last value is no value to start from", () => {
  const { values } = randomWalkPaths([3, 4, 5, Number.NaN], { ...WANTED, paths: 2 });
  expect(values.every(Number.isFinite)).toBe(true);
});

test("mirrored series have exactly mirrored futures, path by path", () => {
  const series = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 8, maxLength: 30 });
  fc.assert(
    fc.property(series, (values) => {
      const wanted = { ...WANTED, paths: 20 };
      const plain = goalFutures(values, wanted);
      const mirrored = goalFutures(
        values.map((value) => -value),
        wanted,
      );
      const sorted = (bundle: { paths: number; values: Float64Array }, sign: number): Float64Array =>
        bundle.values
          .slice(-bundle.paths)
          .map((value) => sign * value)
          .filter(Number.isFinite)
          .sort();
      for (const kind of ["theta", "precedent", "walk"] as const) {
        const [one, other] = [sorted(plain[kind], 1), sorted(mirrored[kind], -1)];
        for (const [at, value] of one.entries()) expect(other[at]).toBeCloseTo(value, 6);
      }
    }),
    { numRuns: 40 },
  );
});
