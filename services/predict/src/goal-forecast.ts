import { assessGoal, assessPathGoal } from "@milepost/forecast";
import type {
  GoalAssessment,
  GoalAssessmentInput,
  NoGoalAssessment,
  PathGoalAssessment,
  PathGoalInput,
  SeriesForecaster,
} from "@milepost/forecast";

/** Figures alone, so that any thread can be sent them: a goal on the periods of its window, or a figure to date at a year's end. */
export type ForecastWanted =
  | { readonly kind: "path"; readonly path: Omit<PathGoalInput, "forecaster"> }
  | { readonly kind: "year"; readonly year: GoalAssessmentInput };

/** What came of it, of the same kind. */
export type ForecastMade =
  | { readonly kind: "path"; readonly path: PathGoalAssessment | NoGoalAssessment }
  | { readonly kind: "year"; readonly year: GoalAssessment | NoGoalAssessment };

/**
 * Forecasts a series and sets it against its goal, which is nearly all of an assessment's work (milliseconds, tens of them for a
 * year of days). A pure function; a forecaster may remember, and changes nothing else.
 */
export function forecastGoal(wanted: ForecastWanted, forecaster?: SeriesForecaster): ForecastMade {
  if (wanted.kind === "year") return { kind: "year", year: assessGoal(wanted.year) };
  const remembers = forecaster === undefined ? {} : { forecaster };
  return { kind: "path", path: assessPathGoal({ ...wanted.path, ...remembers }) };
}
