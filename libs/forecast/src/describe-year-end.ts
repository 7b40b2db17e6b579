import { fanOf } from "./fan.ts";
import type { GoalYearForecast } from "./forecast-goal-year.ts";
import type { GoalAssessment } from "./goal-assessment.ts";
import { quantile } from "./quantile.ts";
import type { WideningFactor } from "./conformal-widening.ts";

/** December's figure with its intervals, and the way there. */
export interface YearEnd extends Pick<
  GoalAssessment,
  "expectedEnd" | "low80" | "high80" | "low95" | "high95" | "spread" | "yearToDateFan"
> {
  /** How much wider the 95 % interval is to be than the widened paths are. */
  readonly outerWidening: number;
}

const ONE_DEVIATION_BELOW = 0.158_655_253_931_457;

/** Reads the expected end and its intervals off the sample paths, which are widened for 80 % already. */
export function describeYearEnd(
  year: GoalYearForecast,
  widening: Pick<WideningFactor, "factor80" | "factor95">,
): YearEnd {
  const { figures, paths } = year;
  const outerWidening = widening.factor95 / widening.factor80;
  const yearToDateFan = fanOf({ values: figures, paths, outerWidening, ...year.figureRange });
  const december = yearToDateFan.at(-1);
  if (december === undefined) throw new RangeError("a year end needs at least one remaining month");
  const ends = figures.subarray(figures.length - paths);
  const width = quantile(ends, 1 - ONE_DEVIATION_BELOW) - quantile(ends, ONE_DEVIATION_BELOW);
  return {
    expectedEnd: december.p50,
    low80: december.p10,
    high80: december.p90,
    low95: december.p2_5,
    high95: december.p97_5,
    spread: width / 2 / widening.factor80,
    yearToDateFan,
    outerWidening,
  };
}
