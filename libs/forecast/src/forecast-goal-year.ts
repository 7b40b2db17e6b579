import type { GoalAssessmentInput, ValueBounds } from "./goal-assessment.ts";
import { mendBreaks } from "./mend-breaks.ts";
import type { SeriesBreak } from "./mend-breaks.ts";
import { samplePaths } from "./sample-paths.ts";
import type { SamplePaths } from "./sample-paths.ts";
import { standardSeries } from "./standard-series.ts";
import { tameOutliers } from "./tame-outliers.ts";
import { fitTheta, forecastTheta } from "./theta-model.ts";
import type { ThetaModel } from "./theta-model.ts";
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
  /** What stands apart among the working values, and where their level shifted: the model takes it for what it is. */
  readonly breaks: readonly SeriesBreak[];
}

/**
 * Fits the model to what is known at the as-of month and draws its sample paths to December. Where the rule does not lead
 * to December's figure at all, the published year-to-date figures are forecast as a series of their own.
 */
export function forecastGoalYear(input: GoalAssessmentInput, working: WorkingSeries): GoalYearForecast {
  const { monthsElapsedInYear: monthsElapsed, yearToDateHistory } = input;
  const { rule } = working;
  const anchor = anchorYear({ values: working.values, yearToDateHistory, monthsElapsed, rule });
  const monthRange = range(input.bounds);
  const figureRange = rule === "sum" ? range(boundsOfSum(input.bounds)) : monthRange;
  const monthsRange = workingRange(monthRange, working);
  const { breaks, model } = fitMonths(working.values, monthsRange);
  const draw = (of: ThetaModel, within: ClosedRange): SamplePaths =>
    samplePaths(of, {
      horizon: MONTHS - monthsElapsed,
      paths: input.paths ?? DEFAULT_PATHS,
      seed: input.seed,
      ...within,
    });
  const sampled = draw(model, monthsRange);
  const figures = anchor.ruleHelps
    ? yearToDatePaths(sampled, { anchor, monthsElapsed, rule, ...figureRange })
    : draw(fitMonths(Float64Array.from(yearToDateHistory), figureRange).model, figureRange).values;
  return {
    working,
    anchor,
    paths: sampled.paths,
    months: sampled.values,
    figures,
    figureRange,
    monthRange,
    expectedMonths: forecastTheta(model, MONTHS - monthsElapsed),
    breaks,
  };
}

/** Fits the model to a series without its clear-cut breaks; what else stands apart is tamed. */
function fitMonths(
  values: Float64Array,
  within: ClosedRange,
): { readonly model: ThetaModel; readonly breaks: readonly SeriesBreak[] } {
  const { breaks, steady } = withoutBreaks(values, within);
  const options = { period: MONTHS, seasonalForm: "additive", dampTrend: true } as const;
  return { model: fitTheta(tameOutliers(steady), options), breaks };
}

/** The series from its first known value on, without its breaks; the places of these are those in the whole series. */
function withoutBreaks(
  values: Float64Array,
  within: ClosedRange,
): { readonly steady: Float64Array; readonly breaks: readonly SeriesBreak[] } {
  const standard = standardSeries(values, within);
  if (standard === null) return { steady: values, breaks: [] };
  const { lower, scale, skipped, upper } = standard;
  const mended = mendBreaks(standard.values, { period: MONTHS, lower, upper });
  if (mended.breaks.length === 0) return { steady: values.subarray(skipped), breaks: [] };
  return {
    steady: mended.values.map((value) => value * scale),
    breaks: mended.breaks.map((one) => ({ ...one, index: one.index + skipped, size: one.size * scale })),
  };
}

function workingRange(monthRange: ClosedRange, working: WorkingSeries): ClosedRange {
  if (working.rule !== "harmonic_mean") return monthRange;
  const smallest = working.values.reduce(
    (low, value) => (value < low ? value : low),
    Number.POSITIVE_INFINITY,
  );
  return {
    lower: Math.max(1 / monthRange.upper, LOWEST_RATE_SHARE * smallest),
    upper: monthRange.lower > 0 ? 1 / monthRange.lower : Number.POSITIVE_INFINITY,
  };
}

function boundsOfSum(bounds: ValueBounds | undefined): ValueBounds {
  return bounds?.lower !== undefined && bounds.lower >= 0 ? { lower: 0 } : {};
}

function range(bounds: ValueBounds | undefined): ClosedRange {
  return {
    lower: bounds?.lower ?? Number.NEGATIVE_INFINITY,
    upper: bounds?.upper ?? Number.POSITIVE_INFINITY,
  };
}
