import fc from "fast-check";
import { expect, test } from "vitest";
import { FEWEST_KNOWN_VALUES, forecastSeries } from "./forecast-series.ts";
import type { ForecastOptions, SeriesForecast } from "./forecast-series.ts";
import { AIR_PASSENGERS, NILE } from "./known-series.fixture.ts";

const MONTHS = { frequency: 12, horizon: 6 } as const;
const YEARS = { frequency: 1, horizon: 6 } as const;

/** Every array of numbers that a forecast tells. */
function arraysOf(forecast: SeriesForecast): Float64Array[] {
  const { lower80, lower95, mean, models, upper80, upper95 } = forecast;
  return [mean, lower80, upper80, lower95, upper95, ...models.map((model) => model.mean)];
}

/** What is wrong with a forecast of so many steps: arrays of another length, numbers that are none, ends that cross. */
function faultsOf(forecast: SeriesForecast, horizon: number): string[] {
  const { lower80, lower95, upper80, upper95 } = forecast;
  const faults: string[] = [];
  for (const array of arraysOf(forecast)) {
    if (array.length !== horizon) faults.push(`${array.length} steps`);
    if (!array.every(Number.isFinite)) faults.push(`not finite: ${array.join(" ")}`);
  }
  const pairs = [
    [lower95, lower80],
    [lower80, upper80],
    [upper80, upper95],
  ] as const;
  for (const [below, above] of pairs) {
    if (below.some((value, step) => value > (above[step] ?? Number.NaN))) faults.push("crossing ends");
  }
  return faults;
}

function statusOf(known: number): SeriesForecast["status"] {
  if (known === 0) return "no_history";
  return known < FEWEST_KNOWN_VALUES ? "not_enough_history" : "forecast";
}

const anyNumber = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, 0, 1e300, -1e300, Number.MAX_VALUE, 5e-324, Infinity) },
);
const anySeries = fc.array(anyNumber, { maxLength: 40 });
const anyOptions: fc.Arbitrary<ForecastOptions> = fc.record(
  {
    frequency: fc.constantFrom(1, 4, 12),
    horizon: fc.integer({ min: 1, max: 14 }),
    bounds: fc.constantFrom({}, { lower: 0 }, { lower: 0, upper: 1 }, { upper: 100 }),
  },
  { requiredKeys: ["frequency", "horizon"] },
);
/** Series with few decimals, so that a factor of two is exact. */
const plainSeries = fc.array(fc.integer({ min: -400, max: 400 }), { minLength: 3, maxLength: 40 });

test("any input gets finite, ordered numbers or a stated lack of history, never NaN", () => {
  fc.assert(
    fc.property(anySeries, anyOptions, (series, options) => {
      const forecast = forecastSeries(series, options);
      const known = series.filter(Number.isFinite).length;
      expect(forecast.status).toBe(statusOf(known));
      expect(faultsOf(forecast, known === 0 ? 0 : options.horizon)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("every number stays within the stated bounds", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 }), (series) => {
      const forecast = forecastSeries(series, { ...MONTHS, bounds: { lower: 0, upper: 1 } });
      for (const array of arraysOf(forecast))
        expect(array.every((value) => value >= 0 && value <= 1)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("the same input gives the same bytes", () => {
  const series = AIR_PASSENGERS.slice(0, 60);
  const [one, other] = [forecastSeries(series, MONTHS), forecastSeries([...series], MONTHS)];
  expect(arraysOf(one).map((array) => [...array])).toEqual(arraysOf(other).map((array) => [...array]));
});

test("another unit changes every number by its factor", () => {
  fc.assert(
    fc.property(plainSeries, fc.integer({ min: -8, max: 8 }), (series, exponent) => {
      const factor = 2 ** exponent;
      // Counts are counts: a unit that makes them fractions makes them another kind of series.
      fc.pre(series.some((value) => value < 0));
      const plain = arraysOf(forecastSeries(series, MONTHS));
      const scaled = arraysOf(
        forecastSeries(
          series.map((value) => value * factor),
          MONTHS,
        ),
      );
      for (const [index, array] of plain.entries()) {
        expect([...(scaled[index] ?? [])]).toEqual([...array].map((value) => value * factor));
      }
    }),
    { numRuns: 40 },
  );
});

test("a series in other currency has the same forecast to a thousandth", () => {
  const plain = forecastSeries(AIR_PASSENGERS, MONTHS).mean;
  const scaled = forecastSeries(
    AIR_PASSENGERS.map((value) => value * 1.0837),
    MONTHS,
  ).mean;
  for (const [step, value] of plain.entries()) {
    expect(Math.abs((scaled[step] ?? 0) / (1.0837 * value) - 1)).toBeLessThan(1e-3);
  }
});

test("a mirrored series has the mirrored forecast, its intervals exchanged, where neither is one of counts", () => {
  fc.assert(
    fc.property(plainSeries, (series) => {
      fc.pre(series.some((value) => value < 0) && series.reduce((sum, value) => sum + value, 0) !== 0);
      const plain = forecastSeries(series, YEARS);
      const mirrored = forecastSeries(
        series.map((value) => -value),
        YEARS,
      );
      // Counts have no mirror image: nothing is counted below zero.
      fc.pre(plain.counts === null && mirrored.counts === null);
      const minus = (array: Float64Array): number[] => [...array].map((value) => 0 - value);
      expect([...mirrored.mean]).toEqual(minus(plain.mean));
      expect([...mirrored.lower80]).toEqual(minus(plain.upper80));
      expect([...mirrored.upper95]).toEqual(minus(plain.lower95));
    }),
    { numRuns: 60 },
  );
});

test("a series of mixed sign, shifted, has a forecast shifted as much, to a hundredth of its spread", () => {
  const series = NILE.map((value) => value - 920);
  const plain = forecastSeries(series, YEARS).mean;
  const shifted = forecastSeries(
    series.map((value) => value + 20),
    YEARS,
  ).mean;
  for (const [step, value] of plain.entries())
    expect(Math.abs((shifted[step] ?? 0) - value - 20)).toBeLessThan(2);
});

test("more history never breaks: every beginning of a series has a whole forecast", () => {
  for (let length = 1; length <= 60; length += 1) {
    const forecast = forecastSeries(AIR_PASSENGERS.slice(0, length), MONTHS);
    expect(faultsOf(forecast, MONTHS.horizon)).toEqual([]);
  }
});

test("unknown values at the start, in the middle and at the end are gaps, never zeros", () => {
  const unknown = Number.NaN;
  const gappy = AIR_PASSENGERS.map((value, index) => (index % 11 === 5 ? unknown : value));
  const forecast = forecastSeries([unknown, unknown, ...gappy.slice(0, 100), unknown], MONTHS);
  expect(faultsOf(forecast, MONTHS.horizon)).toEqual([]);
  for (const value of forecast.lower95) expect(value).toBeGreaterThan(150);
});

test("a constant series stays where it is, and is sure of it", () => {
  const forecast = forecastSeries(new Float64Array(30).fill(99.4), MONTHS);
  for (const [step, value] of forecast.mean.entries()) {
    expect(value).toBeCloseTo(99.4, 6);
    expect((forecast.upper95[step] ?? 0) - (forecast.lower95[step] ?? 0)).toBeLessThan(0.1);
  }
});

test("one or two points say what is usual, that it is no more, and with wide intervals", () => {
  const one = forecastSeries([50], MONTHS);
  expect(one.status).toBe("not_enough_history");
  expect(one.mean[0]).toBeCloseTo(50, 6);
  expect(one.upper95[5]).toBeGreaterThan(55);
  expect(forecastSeries([50, 52], MONTHS).status).toBe("not_enough_history");
});

test("the airline's next year is foreseen: four per cent off in the mean, at most one month outside its 95 % interval", () => {
  const forecast = forecastSeries(AIR_PASSENGERS.slice(0, 132), { frequency: 12, horizon: 12 });
  let off = 0;
  let outside = 0;
  for (const [step, actual] of AIR_PASSENGERS.slice(132).entries()) {
    const [lower = 0, upper = 0, mean = 0] = [
      forecast.lower95[step],
      forecast.upper95[step],
      forecast.mean[step],
    ];
    outside += Number(actual < lower || actual > upper);
    off += Math.abs(actual / mean - 1) / 12;
  }
  expect(outside).toBeLessThanOrEqual(1);
  expect(off).toBeLessThan(0.04);
});

test("what was always the same is forecast as exactly that, at its bound too", () => {
  for (const level of [5, 100, 0.1]) {
    const forecast = forecastSeries(new Float64Array(38).fill(level), {
      frequency: 12,
      horizon: 3,
      bounds: { lower: 0, upper: 100 },
    });
    for (const figures of [forecast.mean, forecast.lower95, forecast.upper95])
      expect([...figures]).toEqual([level, level, level]);
  }
});
