import type { Calibration, CalibrationFeatures } from "./calibration-model.ts";
import type { ConformalWidening } from "./conformal-widening.ts";
import type { SeriesBreak } from "./mend-breaks.ts";

/**
 * How the published year-to-date figure follows the months of its year: their sum, their mean, their harmonic mean
 * (distance between failures), or the month's own figure because that already is a to-date figure or a stock.
 */
export type BehaviourRule = "sum" | "mean" | "harmonic_mean" | "last";

/** Which way is better; for `maintain` the target itself is a hit, and what lies within a tolerance of it. */
export type Direction = "increase" | "decrease" | "maintain";

/** The closed range that a KPI's monthly value can take, in the KPI's unit; a missing side is open. */
export interface ValueBounds {
  readonly lower?: number;
  readonly upper?: number;
}

/** Everything that one assessment of one goal follows from; equal inputs give equal bytes. */
export interface GoalAssessmentInput {
  /** Monthly values as published, oldest first, the last one for the as-of month; NaN where unknown. */
  readonly history: ArrayLike<number>;
  /** The published year-to-date figures of the same months; NaN where unknown. */
  readonly yearToDateHistory: ArrayLike<number>;
  /** The as-of month within the goal's year, 1 to 12. */
  readonly monthsElapsedInYear: number;
  readonly rule: BehaviourRule;
  /** The year-to-date target published for the as-of month (the red/green status compares with it). */
  readonly yearToDateTarget: number | null;
  /** The year-end target as far as it is known at the as-of month. */
  readonly target: number | null;
  /** Last year's December target of the same KPI, if there was one. */
  readonly previousTarget: number | null;
  readonly direction: Direction;
  /** Half the width of the range about the target that meets it, where its direction is `maintain`; default 0. */
  readonly tolerance?: number;
  readonly bounds?: ValueBounds;
  /** Decimals in which the year-to-date figure is published. */
  readonly decimals?: number;
  /** Any text; it alone decides the random numbers. */
  readonly seed: string;
  /** Number of sample paths, default 1000. */
  readonly paths?: number;
  readonly conformal?: ConformalWidening | null;
  readonly calibration?: Calibration | null;
}

/** Quantiles of one future month. */
export interface FanPoint {
  /** Months after the as-of month, from 1. */
  readonly monthsAhead: number;
  readonly p2_5: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly p97_5: number;
}

/** Where the figure that decides a goal is expected to end: its median and its central 80 % and 95 %. */
export interface ExpectedEnd {
  readonly expectedEnd: number;
  readonly low80: number;
  readonly high80: number;
  readonly low95: number;
  readonly high95: number;
  /** Half of its central 68 % (one standard deviation of a normal), before any conformal widening. */
  readonly spread: number;
}

/** A forecast set against a goal; every value is in the KPI's own unit, every chance is from 0 to 1. */
export interface GoalAssessment extends ExpectedEnd {
  readonly ok: true;
  /** The chance that December's published year-to-date figure meets the target. */
  readonly pHit: number;
  /** The same from the sample paths alone, before calibration. */
  readonly pHitRaw: number;
  /** The monthly series (for figures that restart each January: the figure itself), one point a remaining month. */
  readonly fan: readonly FanPoint[];
  /** The year-to-date figure, one point a remaining month; the last is December. */
  readonly yearToDateFan: readonly FanPoint[];
  /** The value that each remaining month needs for December to meet the target exactly; null where undefined. */
  readonly requiredRate: number | null;
  /** How many of the last 36 known months were at least that good; null without a required rate. */
  readonly reachedBefore: { readonly reached: number; readonly of: number } | null;
  /** The last month (1 to 12) from which the best tenth of the last 36 months, held to December, still reaches the
   * target; null when none is left or it cannot be said. */
  readonly lastMonthActionMatters: number | null;
  /** Months until the median year-to-date figure first meets the target (0: it does now); null when it does not. */
  readonly crossingMonthsAhead: number | null;
  /** Red or green as every dashboard shows it: this month's figure against this month's target. */
  readonly statusNow: "meets" | "misses" | "unknown";
  /** Outliers and level shifts that the forecast takes for what they are, by their places in the history. */
  readonly breaks: readonly SeriesBreak[];
  /** What a calibration of later years learns from, once the goal's outcome is known. */
  readonly features: CalibrationFeatures;
  readonly model: string;
  readonly modelVersion: string;
}

/** Why a goal has no chance to be told. */
export type NoAssessmentReason = "too_little_history" | "no_target" | "no_actual";

/** The stated answer where a forecast would be a guess. */
export interface NoGoalAssessment {
  readonly ok: false;
  readonly reason: NoAssessmentReason;
}
