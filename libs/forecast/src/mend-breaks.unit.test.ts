import fc from "fast-check";
import { expect, test } from "vitest";
import { assessPathGoal } from "./assess-path-goal.ts";
import { combineLong, forecastLong } from "./forecast-long.ts";
import { forecastSeries } from "./forecast-series.ts";
import { AIR_PASSENGERS, NILE } from "./known-series.fixture.ts";
import { mendBreaks } from "./mend-breaks.ts";
import type { SeriesBreak } from "./mend-breaks.ts";
import { seededRandom } from "./seeded-random.ts";
import { seriesBreaks } from "./series-breaks.ts";

const OPEN = { lower: -Infinity, upper: Infinity };
const SHOWN = 132;
const PASSENGERS = AIR_PASSENGERS.slice(0, SHOWN);

/** Noise about a level of 50, as a KPI without a season is. */
function level(length: number): number[] {
  const random = seededRandom("level");
  return Array.from({ length }, () => 50 + 4 * (random() + random() - 1));
}

function breaksOf(values: readonly number[], more: object = {}): readonly SeriesBreak[] {
  return mendBreaks(Float64Array.from(values), { period: 1, ...OPEN, ...more }).breaks;
}

/** How far two forecasts of a disturbed history lie from that of the calm one: with breaks taken out, and without. */
function distances(
  disturbed: readonly number[],
  calm: readonly number[],
  period: number,
): { readonly mended: number; readonly asItIs: number } {
  const inputOf = (history: readonly number[]): Parameters<typeof combineLong>[0] => {
    const values = Float64Array.from(history);
    return { values, whole: values, period, horizon: 12, lower: 0, upper: Infinity };
  };
  const { mean } = combineLong(inputOf(calm));
  const off = (other: Float64Array): number =>
    mean.reduce((sum, value, step) => sum + Math.abs(value - (other[step] ?? Number.NaN)), 0) / mean.length;
  return {
    mended: off(forecastLong(inputOf(disturbed)).mean),
    asItIs: off(combineLong(inputOf(disturbed)).mean),
  };
}

test("the Nile's fall of 1899 (Cobb 1978) is found by a critical value of Chen and Liu, and doubted by ours", () => {
  // Less than nothing flows nowhere: below zero it is no logarithm that is looked at.
  const values = NILE.map((value) => value - 2000);
  const found = breaksOf(values, { critical: 3.5 });
  expect(found.map(({ kind, index }) => [kind, 1871 + index])).toEqual([["level_shift", 1899]]);
  // Means before and after: 1098 and 850.
  expect(Math.abs((found[0]?.size ?? 0) + 248)).toBeLessThan(80);
  expect(breaksOf(values)).toEqual([]);
});

test("the airline's growth and season are no breaks, nor is a trend, a walk or a restless series", () => {
  expect(seriesBreaks(AIR_PASSENGERS, { frequency: 12 })).toEqual([]);
  expect(breaksOf(Array.from({ length: 40 }, (_, index) => 100 + 5 * index))).toEqual([]);
  const random = seededRandom("walk");
  let state = 100;
  const walk = Array.from({ length: 80 }, () => (state += random() + random() - 1));
  expect(breaksOf(walk)).toEqual([]);
  expect(breaksOf(level(60).map((value, index) => (index % 9 === 4 ? 5 * value : value)))).toEqual([]);
});

test("a single spike is told with its place and size, and the forecast is that of the calm series, whenever it was", () => {
  for (const place of [90, 120, 128]) {
    for (const factor of [0.3, 3]) {
      const spiked = PASSENGERS.with(place, factor * (PASSENGERS[place] ?? 0));
      const [found, ...others] = seriesBreaks(spiked, { frequency: 12 });
      expect(others).toEqual([]);
      expect(found).toMatchObject({ kind: "outlier", index: place });
      expect(Math.abs((found?.ratio ?? 0) - (factor - 1))).toBeLessThan(0.15);
      const { asItIs, mended } = distances(spiked, PASSENGERS, 12);
      expect(mended).toBeLessThan(0.2 * asItIs);
    }
  }
});

test("a level shift is told with its place and size, and taken as the new level", () => {
  for (const place of [90, 120]) {
    for (const factor of [0.6, 1.4]) {
      const shifted = PASSENGERS.map((value, index) => (index < place ? value : factor * value));
      const [found, ...others] = seriesBreaks(shifted, { frequency: 12 });
      expect(others).toEqual([]);
      expect(found).toMatchObject({ kind: "level_shift", index: place });
      expect(Math.abs((found?.ratio ?? 0) - (factor - 1))).toBeLessThan(0.1);
      const calm = PASSENGERS.map((value) => factor * value);
      const { asItIs, mended } = distances(shifted, calm, 12);
      expect(mended).toBeLessThan(0.3 * asItIs);
    }
  }
});

test("without a season, too, a fall of a level and a spike are taken for what they are", () => {
  const history = level(40);
  const fallen = history.map((value, index) => (index < 26 ? value : value - 25));
  expect(seriesBreaks(fallen, { frequency: 1 })).toMatchObject([{ kind: "level_shift", index: 26 }]);
  const fall = distances(
    fallen,
    history.map((value) => value - 25),
    1,
  );
  expect(fall.mended).toBeLessThan(0.5 * fall.asItIs);
  const spiked = history.with(36, 200);
  expect(seriesBreaks(spiked, { frequency: 1 })).toMatchObject([{ kind: "outlier", index: 36 }]);
  const spike = distances(spiked, history, 1);
  expect(spike.mended).toBeLessThan(0.5 * spike.asItIs);
});

test("the last values stand as they are: nobody knows yet whether they are a spike or a new level", () => {
  for (const place of [37, 38, 39]) expect(breaksOf(level(40).with(place, 200))).toEqual([]);
  const late = level(40).map((value, index) => (index < 30 ? value : 3 * value));
  expect(breaksOf(late).filter(({ kind }) => kind === "level_shift")).toEqual([]);
});

test("intervals are no narrower for it: what happened once can happen again", () => {
  const spiked = PASSENGERS.with(124, 3 * (PASSENGERS[124] ?? 0));
  const width = (history: readonly number[]): number => {
    const { lower95, upper95 } = forecastSeries(history, { frequency: 12, horizon: 1 });
    return (upper95[0] ?? Number.NaN) - (lower95[0] ?? Number.NaN);
  };
  expect(width(spiked)).toBeGreaterThan(2 * width(PASSENGERS));
});

test("gaps stay gaps, bounds are kept, and another unit changes sizes by its factor", () => {
  const gappy = level(40).with(10, Number.NaN).with(25, 300);
  const { breaks, values } = mendBreaks(Float64Array.from(gappy), { period: 1, ...OPEN });
  expect(breaks).toHaveLength(1);
  expect(values[10]).toBeNaN();
  expect(values[25]).toBeLessThan(60);
  const risen = level(40).map((value, index) => (index < 20 ? value : value / 3));
  expect(breaksOf(risen)).toHaveLength(1);
  expect(breaksOf(risen, { lower: 10, upper: 60 })).toHaveLength(1);
  expect(breaksOf(risen, { lower: 17, upper: 60 })).toEqual([]);
  const [plain] = seriesBreaks([Number.NaN, ...gappy], { frequency: 1 });
  const [scaled] = seriesBreaks(
    [Number.NaN, ...gappy].map((value) => -64 * value),
    { frequency: 1 },
  );
  expect(plain?.index).toBe(26);
  expect(scaled?.index).toBe(26);
  expect(scaled?.size).toBeCloseTo(-64 * (plain?.size ?? 0), 6);
  expect(scaled?.ratio).toBeCloseTo(plain?.ratio ?? 0, 9);
});

test("whatever the series, what is taken out is a value of it, and the rest is left as it is", () => {
  const value = fc.oneof(
    { weight: 9, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, 0, 1e9) },
  );
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), fc.constantFrom(1, 4, 12), (series, period) => {
      const given = Float64Array.from(series);
      const { breaks, values } = mendBreaks(given, { period, ...OPEN });
      expect(values).toHaveLength(series.length);
      expect(breaks.every(({ index, size }) => Number.isFinite(size) && !Number.isNaN(series[index]))).toBe(
        true,
      );
      expect(breaks.length > 0 || values === given).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test("an assessment says which breaks its forecast took for what they are", () => {
  const history = level(40).map((value, index) => (index < 26 ? value : value - 25));
  const goal = {
    evaluation: { kind: "at_due" },
    lower: new Float64Array(12).fill(40),
    upper: new Float64Array(12).fill(Infinity),
    booked: history.slice(-6),
  } as const;
  const made = assessPathGoal({ history, frequency: 1, goal, from: null, seed: "breaks", paths: 200 });
  expect(made.ok && made.breaks).toMatchObject([{ kind: "level_shift", index: 26 }]);
  expect(made.ok && made.pHit).toBeLessThan(0.2);
});
