import { fitExponentialSmoothing } from "./exponential-smoothing.ts";
import { fillGaps } from "./fill-gaps.ts";
import { fitLinearTrend, trendReliability } from "./linear-trend.ts";
import { seasonOf, withoutSeason, withSeason } from "./season-of.ts";
import type { Season } from "./season-of.ts";
import type { SeasonalForm } from "./seasonal-indices.ts";
import { plausibleSmoothings } from "./smoothing-posterior.ts";
import type { PlausibleSmoothing } from "./smoothing-posterior.ts";

/** How a series is to be fitted. */
export interface ThetaOptions {
  /** Steps of one season, 1 for none; months have 12. */
  readonly period: number;
  /** Default multiplicative; a series with a value of zero or less is always treated as additive. */
  readonly seasonalForm?: SeasonalForm;
  /** Shrinks the drift by how far the trend can be trusted; default false, the published method. */
  readonly dampTrend?: boolean;
}

/** A fitted Theta model; every value is in the unit of the series. */
export interface ThetaModel {
  /** Smoothing weight, 0 to 1. */
  readonly alpha: number;
  /** Deseasonalised level after the last observation. */
  readonly level: number;
  /** Growth a step: half of the linear trend's slope, or less where damped. */
  readonly drift: number;
  /** Known values that it was fitted on. */
  readonly count: number;
  /** What other smoothing weights are plausible, by ascending weight; sample paths follow all of them. */
  readonly smoothings: readonly PlausibleSmoothing[];
  readonly season: Season;
  /** Length of the series, so that step `length` is the first to forecast. */
  readonly length: number;
}

/**
 * Fits the standard Theta model: deseasonalise where the test finds a season, smooth exponentially with optimised
 * weight, and add half of the linear trend's slope.
 * Source: Assimakopoulos and Nikolopoulos (2000); in the form of Hyndman and Billah (2003). Unknown values are NaN.
 * O(n × period).
 */
export function fitTheta(values: ArrayLike<number>, options: ThetaOptions): ThetaModel {
  const form = options.seasonalForm ?? "multiplicative";
  const season = seasonOf(fillGaps(values), { form, period: options.period });
  const adjusted = withoutSeason(values, season);
  const smoothing = fitExponentialSmoothing(adjusted);
  const trend = fitLinearTrend(adjusted);
  const trusted = options.dampTrend === true ? trendReliability(adjusted, trend) : 1;
  return {
    alpha: smoothing.alpha,
    level: smoothing.level,
    drift: (trend.slope / 2) * trusted,
    count: smoothing.count,
    smoothings: plausibleSmoothings(adjusted),
    season,
    length: values.length,
  };
}

/** Point forecasts of the next `horizon` steps (Hyndman and Billah 2003, with the finite-sample term). O(horizon). */
export function forecastTheta(model: ThetaModel, horizon: number): Float64Array {
  const { alpha, count, drift, length, level, season } = model;
  const lag = (1 - (1 - alpha) ** count) / alpha;
  return Float64Array.from({ length: horizon }, (_, step) =>
    withSeason(level + drift * (step + lag), length + step, season),
  );
}
