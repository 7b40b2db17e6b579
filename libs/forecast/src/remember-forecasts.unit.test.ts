import { expect, test } from "vitest";
import { forecastSeries } from "./forecast-series.ts";
import { AIR_PASSENGERS, NILE } from "./known-series.fixture.ts";
import { rememberForecasts } from "./remember-forecasts.ts";

const MONTHS = { frequency: 12, horizon: 6 } as const;

test("a remembered forecast is the one that would be made", () => {
  const forecast = rememberForecasts(2);
  for (let time = 0; time < 2; time += 1) {
    expect(forecast(AIR_PASSENGERS, MONTHS)).toEqual(forecastSeries(AIR_PASSENGERS, MONTHS));
  }
  expect(forecast(AIR_PASSENGERS, MONTHS)).toBe(forecast(Float64Array.from(AIR_PASSENGERS), MONTHS));
});

test("another value, horizon, season or bound is another forecast", () => {
  const forecast = rememberForecasts(20);
  const changed = AIR_PASSENGERS.with(70, 0.1);
  const asked = [
    [AIR_PASSENGERS, MONTHS],
    [changed, MONTHS],
    [AIR_PASSENGERS.with(70, Number.NaN), MONTHS],
    [AIR_PASSENGERS, { ...MONTHS, horizon: 7 }],
    [AIR_PASSENGERS, { ...MONTHS, frequency: 1 }],
    [AIR_PASSENGERS, { ...MONTHS, bounds: { lower: 0 } }],
    [AIR_PASSENGERS, { ...MONTHS, bounds: { upper: 0 } }],
  ] as const;
  for (const [history, options] of asked) forecast(history, options);
  for (const [history, options] of asked) {
    expect(forecast(history, options)).toEqual(forecastSeries(history, options));
  }
});

test("no more are remembered than were asked for, and the last ones", () => {
  const forecast = rememberForecasts(2);
  const first = forecast(AIR_PASSENGERS, MONTHS);
  const second = forecast(NILE, MONTHS);
  expect(forecast(AIR_PASSENGERS, MONTHS)).toBe(first);
  forecast(NILE.slice(1), MONTHS);
  expect(forecast(AIR_PASSENGERS, MONTHS)).toBe(first);
  expect(forecast(NILE, MONTHS)).not.toBe(second);
});
