import { expect, test } from "vitest";
import { rangeWithoutSeason } from "./range-without-season.ts";
import { seededRandom } from "./seeded-random.ts";
import { fillStandardNormal } from "./standard-normal-draws.ts";

const MONTHS = 60;
const noise = new Float64Array(MONTHS);
fillStandardNormal(noise, seededRandom("noise"));
const rangeOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((one, other) => Math.max(one, other)) -
  Array.from(values).reduce((one, other) => Math.min(one, other));
const seasonal = noise.map((shock, month) => 100 + shock + 20 * Math.sin((2 * Math.PI * month) / 12));

test("what the season moves is no part of the range, and what a trend moves is", () => {
  expect(rangeOf(seasonal)).toBeGreaterThan(40);
  expect(rangeWithoutSeason(seasonal, 12) / rangeOf(noise)).toBeGreaterThan(0.7);
  expect(rangeWithoutSeason(seasonal, 12) / rangeOf(noise)).toBeLessThan(1.1);
  const rising = seasonal.map((value, month) => value + month);
  expect(rangeWithoutSeason(rising, 12)).toBeGreaterThan(MONTHS - 10);
  expect(rangeWithoutSeason(rising, 12)).toBeLessThan(MONTHS + 10);
});

test("noise alone keeps most of its range", () => {
  expect(rangeWithoutSeason(noise, 12) / rangeOf(noise)).toBeGreaterThan(0.7);
  expect(rangeWithoutSeason(noise, 12) / rangeOf(noise)).toBeLessThan(1.1);
});

test("without a season, or with too few of them, it is the plain range of what is known", () => {
  expect(rangeWithoutSeason(noise, 1)).toBe(rangeOf(noise));
  const short = seasonal.subarray(0, 30);
  expect(rangeWithoutSeason(short, 12)).toBe(rangeOf(short));
  expect(rangeWithoutSeason([Number.NaN, 3, Number.NaN, 7, 5], 12)).toBe(4);
  expect(rangeWithoutSeason([Number.NaN, 3], 12)).toBe(0);
  expect(rangeWithoutSeason([], 12)).toBe(0);
});
