import { rememberForecasts } from "@milepost/forecast";
import { forecastGoal } from "./goal-forecast.ts";
import type { ForecastMade, ForecastWanted } from "./goal-forecast.ts";
import { stepBack } from "./thread-priority.ts";

/** Forecasts that a thread remembers, at a few kilobytes each. */
const MAX_FORECASTS = 2_000;

stepBack();

const forecaster = rememberForecasts(MAX_FORECASTS);

/** Forecasts one goal after the other. */
export function forecastGoals(wanted: readonly (ForecastWanted | null)[]): readonly (ForecastMade | null)[] {
  return wanted.map((one) => (one === null ? null : forecastGoal(one, forecaster)));
}
