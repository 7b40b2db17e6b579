import { centralSpread } from "./central-spread.ts";
import type { WideningFactor } from "./conformal-widening.ts";
import { fanOf } from "./fan.ts";
import type { GoalYearForecast } from "./forecast-goal-year.ts";
import type { GoalAssessment } from "./goal-assessment.ts";
import { sortFigures } from "./sort-figures.ts";

/** December's figure with its intervals, and the way there. */
export type YearEnd = Pick<
  GoalAssessment,
  "expectedEnd" | "low80" | "high80" | "low95" | "high95" | "spread" | "yearToDateFan"
>;

/** Reads the expected end and its widened intervals off the sample paths. */
export function describeYearEnd(
  year: GoalYearForecast,
  widening: Pick<WideningFactor, "factor80" | "factor95">,
): YearEnd {
  const { figureRange, figures, paths } = year;
  const { factor80, factor95 } = widening;
  const yearToDateFan = fanOf({ values: figures, paths, factor80, factor95, ...figureRange });
  const december = yearToDateFan.at(-1);
  if (december === undefined) throw new RangeError("a year end needs at least one remaining month");
  const ends = figures.subarray(figures.length - paths);
  return {
    expectedEnd: december.p50,
    low80: december.p10,
    high80: december.p90,
    low95: december.p2_5,
    high95: december.p97_5,
    spread: centralSpread(sortFigures(ends.filter(Number.isFinite))),
    yearToDateFan,
  };
}
