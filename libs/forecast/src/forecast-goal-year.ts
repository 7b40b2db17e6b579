import type { GoalAssessmentInput, ValueBounds } from "./goal-assessment.ts";
import { samplePaths } from "./sample-paths.ts";
import { tameOutliers } from "./tame-outliers.ts";
import { fitTheta, forecastTheta } from "./theta-model.ts";
import { toWorkingSeries } from "./working-series.ts";
import type { WorkingSeries } from "./working-series.ts";
import { yearToDatePaths } from "./year-paths.ts";
import { anchorYear } from "./year-total.ts";
import type { YearAnchor } from "./year-total.ts";

const MONTHS = 12;
const DEFAULT_PATHS = 1000;
/** A month's failure rate is never taken to fall below this part of the lowest one ever seen. */
const LOWEST_RATE_SHARE = 0.25;

/** A closed range, infinite where open. */
export interface ClosedRange {
  readonly lower: number;
  readonly upper: number;
}

/** Sample paths of one goal's year to its December, laid out step by step. */
export interface GoalYearForecast {
  readonly working: WorkingSeries;
  readonly anchor: YearAnchor;
  readonly paths: number;
  /** Working values of the remaining months. */
  readonly months: Float64Array;
  /** Year-to-date figures of the remaining months. */
  readonly figures: Float64Array;
  readonly figureRange: ClosedRange;
  /** Range of a month as it is published. */
  readonly monthRange: ClosedRange;
  /** Point forecasts of the working values of the remaining months. */
  readonly expectedMonths: Float64Array;
}

/** Fits the model to what is known at the as-of month and draws its sample paths to December. */
export function forecastGoalYear(input: GoalAssessmentInput, widening: number): GoalYearForecast {
  const { history, monthsElapsedInYear: monthsElapsed, yearToDateHistory } = input;
  const firstMonth = ((((monthsElapsed - history.length) % MONTHS) + MONTHS) % MONTHS) + 1;
  const working = toWorkingSeries(history, input.rule, firstMonth);
  const { rule } = working;
  const anchor = anchorYear({ values: working.values, yearToDateHistory, monthsElapsed, rule });
  const firstKnown = working.values.findIndex((value) => !Number.isNaN(value));
  const model = fitTheta(tameOutliers(working.values.subarray(Math.max(0, firstKnown))), {
    period: MONTHS,
    seasonalForm: "additive",
  });
  const horizon = MONTHS - monthsElapsed;
  const sampled = samplePaths(model, {
    horizon,
    paths: input.paths ?? DEFAULT_PATHS,
    seed: input.seed,
    widening,
    ...workingRange(input.bounds, working),
  });
  const figureRange = rule === "sum" ? range({ ...lowerOf(input.bounds) }) : range(input.bounds);
  const figures = yearToDatePaths(sampled, { anchor, monthsElapsed, rule, widening, ...figureRange });
  return {
    working,
    anchor,
    paths: sampled.paths,
    months: sampled.values,
    figures,
    figureRange,
    monthRange: range(input.bounds),
    expectedMonths: forecastTheta(model, horizon),
  };
}

function workingRange(bounds: ValueBounds | undefined, working: WorkingSeries): ClosedRange {
  const { lower, upper } = range(bounds);
  if (working.rule !== "harmonic_mean") return { lower, upper };
  const smallest = working.values.reduce(
    (low, value) => (value < low ? value : low),
    Number.POSITIVE_INFINITY,
  );
  return {
    lower: Math.max(1 / upper, LOWEST_RATE_SHARE * smallest),
    upper: lower > 0 ? 1 / lower : Number.POSITIVE_INFINITY,
  };
}

function range(bounds: ValueBounds | undefined): ClosedRange {
  return {
    lower: bounds?.lower ?? Number.NEGATIVE_INFINITY,
    upper: bounds?.upper ?? Number.POSITIVE_INFINITY,
  };
}

function lowerOf(bounds: ValueBounds | undefined): ValueBounds {
  return bounds?.lower === undefined ? {} : { lower: Math.min(0, bounds.lower) };
}
