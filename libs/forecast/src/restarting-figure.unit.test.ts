import { expect, test } from "vitest";
import { addsUpToDate, partsToDate } from "./restarting-figure.ts";
import { seededRandom } from "./seeded-random.ts";

/** Three years of 52, 53 and 30 weeks. */
const PLACES = [52, 53, 30].flatMap((weeks) => Array.from({ length: weeks }, (_, index) => index + 1));
const random = seededRandom("restarting");
const WEEKS = PLACES.map(() => 100 + 60 * (random() - 0.5));

function sumsOf(parts: readonly number[]): number[] {
  let total = 0;
  return parts.map((part, index) => (total = PLACES[index] === 1 ? part : total + part));
}

test("parts add up to the figure again, and are unknown beside an unknown one", () => {
  const values = sumsOf(WEEKS);
  const parts = [...partsToDate({ values, places: PLACES })];
  expect(sumsOf(parts).map(Math.round)).toEqual(values.map(Math.round));
  expect(parts[52]).toBe(values[52]);
  const gap = partsToDate({ values: values.with(60, Number.NaN), places: PLACES });
  expect([59, 60, 61, 62].map((index) => Number.isNaN(gap[index]))).toEqual([false, true, true, false]);
});

test("a sum is told from a mean and from a state, whatever its season, and with one year that began before it was known", () => {
  const season = WEEKS.map((week, index) => ((PLACES[index] ?? 0) < 14 ? 4 * week : week / 20));
  const late = WEEKS.map((week, index) => ((PLACES[index] ?? 0) < 40 ? week / 2 : 2 * week));
  const addsUp = (values: readonly number[], from = 0): boolean =>
    addsUpToDate({ values: values.slice(from), places: PLACES.slice(from) });
  const meansOf = (values: readonly number[]): number[] =>
    sumsOf(values).map((sum, index) => sum / (PLACES[index] ?? 1));
  for (const parts of [WEEKS, season, late, WEEKS.map((week) => -week)]) {
    expect(addsUp(sumsOf(parts))).toBe(true);
    expect(addsUp(meansOf(parts))).toBe(false);
  }
  expect(addsUp(WEEKS)).toBe(false);
  expect(addsUp(sumsOf(WEEKS), 120)).toBe(true);
  expect(addsUp(meansOf(WEEKS), 120)).toBe(false);
  expect(addsUp([])).toBe(false);
});

test("a sum is told from a mean by figures that are published every second or third week, too", () => {
  const sums = sumsOf(WEEKS);
  const means = sums.map((sum, index) => sum / (PLACES[index] ?? 1));
  for (const every of [2, 3]) {
    const only = (values: readonly number[]): number[] =>
      values.map((value, index) => ((PLACES[index] ?? 0) % every === 0 ? value : Number.NaN));
    expect(addsUpToDate({ values: only(sums), places: PLACES })).toBe(true);
    expect(addsUpToDate({ values: only(means), places: PLACES })).toBe(false);
    expect(addsUpToDate({ values: only(WEEKS), places: PLACES })).toBe(false);
  }
  const oneAYear = sums.map((sum, index) => (PLACES[index] === 20 ? sum : Number.NaN));
  expect(addsUpToDate({ values: oneAYear, places: PLACES })).toBe(false);
});
