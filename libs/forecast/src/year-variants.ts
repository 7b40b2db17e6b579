import { describeYearEnd } from "./describe-year-end.ts";
import { forecastGoalYear } from "./forecast-goal-year.ts";
import type { GoalAssessmentInput } from "./goal-assessment.ts";
import { wideningAt } from "./widening-at.ts";
import { toWorkingSeries } from "./working-series.ts";
import { firstMonthOf } from "./first-month-of.ts";
import { yearOutlook } from "./year-outlook.ts";

const MONTHS = 12;

/** The chance of a year with another target, `toDate` being what it asks for by now; above 0 and below 1. */
export type YearVariants = (target: number, toDate: number | null) => number;

/**
 * Forecasts a year once for all targets that it may be set against. Its own target has the chance that `assessGoal` gives;
 * call it for goals that have one. Each target costs O(paths).
 */
export function yearVariants(input: GoalAssessmentInput): YearVariants {
  const working = toWorkingSeries(input.history, input.rule, firstMonthOf(input));
  const { factor80, factor95 } = wideningAt(input.conformal, MONTHS - input.monthsElapsedInYear);
  const year = forecastGoalYear(input, working);
  const end = describeYearEnd(year, { factor80, factor95 });
  const yearToDate = input.yearToDateHistory[input.history.length - 1] ?? Number.NaN;
  return (target, toDate) =>
    yearOutlook({ ...input, target, yearToDate, yearToDateTarget: toDate }, { year, end, factor80 }).pHit;
}
