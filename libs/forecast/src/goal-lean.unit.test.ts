import { expect, test } from "vitest";
import { goalFutures } from "./goal-futures.ts";
import { goalLean } from "./goal-lean.ts";
import { AIR_PASSENGERS } from "./known-series.fixture.ts";

/** Figures whose central 68 % is about 20 wide. */
const FIGURES = Float64Array.from({ length: 1001 }, (_, index) => 90 + (index * 20) / 1001 / 0.6827);
const upward = { ofMargins: false, range: { lower: 100, upper: Infinity } };
const downward = { ofMargins: false, range: { lower: -Infinity, upper: 100 } };

test("the lean is told in spreads, towards the better side, and of at most two", () => {
  const apart = { combined: 100, theta: 105 };
  expect(goalLean(upward, apart, FIGURES)).toBeCloseTo(0.5, 2);
  expect(goalLean(downward, apart, FIGURES)).toBeCloseTo(-0.5, 2);
  expect(goalLean(upward, { combined: 100, theta: 1e6 }, FIGURES)).toBe(2);
});

test("where there is no better side, the target would move it or nothing is uncertain, nothing leans", () => {
  const apart = { combined: 100, theta: 105 };
  const band = { ofMargins: false, range: { lower: 90, upper: 110 } };
  expect(goalLean(band, apart, FIGURES)).toBe(0);
  expect(goalLean({ ...upward, ofMargins: true }, apart, FIGURES)).toBe(0);
  expect(goalLean(upward, apart, new Float64Array(9).fill(7))).toBe(0);
  expect(goalLean(upward, { combined: 100, theta: Number.NaN }, FIGURES)).toBe(0);
});

test("both point forecasts of a series are read off its futures; a short one has but one", () => {
  const wanted = { frequency: 12, horizon: 3, seed: "lean", paths: 10 };
  const { points } = goalFutures(AIR_PASSENGERS, wanted);
  expect(points.values).toHaveLength(6);
  expect(points.values[0]).not.toBe(points.values[1]);
  const short = goalFutures(AIR_PASSENGERS.slice(0, 6), wanted).points.values;
  for (const step of [0, 1, 2]) expect(short[2 * step]).toBe(short[2 * step + 1]);
});
