import { setPriority } from "node:os";
import { rememberForecasts } from "@milepost/forecast";
import { STEPS_BACK } from "./forecast-threads.ts";
import { forecastGoal } from "./goal-forecast.ts";
import type { ForecastMade, ForecastWanted } from "./goal-forecast.ts";

/** Forecasts that a thread remembers, at a few kilobytes each. */
const MAX_FORECASTS = 2_000;
/** Whoever reads a page goes first. */
const NICENESS = 10;

stepBack();

const forecaster = rememberForecasts(MAX_FORECASTS);

/** Forecasts one goal after the other. */
export function forecastGoals(wanted: readonly (ForecastWanted | null)[]): readonly (ForecastMade | null)[] {
  return wanted.map((one) => (one === null ? null : forecastGoal(one, forecaster)));
}

/** Elsewhere the whole process would step back. */
function stepBack(): void {
  if (!STEPS_BACK) return;
  try {
    setPriority(NICENESS);
  } catch {
    // Whoever started the process set it further back already, or lets nobody choose.
  }
}
