import { bentReach } from "./bent-reach.ts";
import type { CountDistribution } from "./count-model.ts";
import { countQuantile, fitCounts, isIntermittent, meanCount } from "./count-model.ts";
import { forecastLong } from "./forecast-long.ts";
import { forecastShort, isShort } from "./forecast-short.ts";
import type { ValueBounds } from "./goal-assessment.ts";
import type { IntervalConstants } from "./interval-constants.ts";
import { rangeOf, standardSeries } from "./standard-series.ts";

/** How a series is to be forecast. */
export interface ForecastOptions {
  /** Steps of one season: 12 for months, 4 for quarters, 1 for none. */
  readonly frequency: number;
  readonly horizon: number;
  /** The closed range that a value can take; a missing side is open. */
  readonly bounds?: ValueBounds;
  /** Interval constants learnt from series like this one (`adaptIntervals`); default those learnt on M1. */
  readonly intervals?: IntervalConstants;
}

/** What one model said. */
export interface ModelForecast {
  readonly model: string;
  readonly mean: Float64Array;
}

/**
 * What the history carries: a forecast; with one or two known values only what is usual (climatology); with none, nothing,
 * and every array is empty.
 */
export type ForecastStatus = "forecast" | "not_enough_history" | "no_history";

/** A forecast of each of the next steps; every value is in the unit of the series. */
export interface SeriesForecast {
  readonly status: ForecastStatus;
  /** The combined point forecast of each step. */
  readonly mean: Float64Array;
  readonly models: readonly ModelForecast[];
  readonly lower80: Float64Array;
  readonly upper80: Float64Array;
  readonly lower95: Float64Array;
  readonly upper95: Float64Array;
  /** The distribution of every step where the series is one of intermittent counts, else null. */
  readonly counts: CountDistribution | null;
  /** How much of one step's surprise stays in all later steps, 0 to 1: it ties the steps of a sample path together. */
  readonly persistence: number;
  /** The closed range of every value. */
  readonly lower: number;
  readonly upper: number;
}

/** Known values from which on a forecast is told. */
export const FEWEST_KNOWN_VALUES = 3;

/**
 * Forecasts a series, oldest value first, NaN (or infinite) where unknown: points, 80 % and 95 % intervals, and what
 * `pathsOf` draws sample paths from. A short history is forecast by Bayesian averaging, an intermittent one as counts,
 * any other by the combined models with intervals learnt from a pool of series and from its own past errors.
 * Multiplying the series multiplies the forecast, its mirror image has the mirrored forecast (counts have none), and equal input
 * gives equal bytes. O(n × (search + horizon)).
 */
export function forecastSeries(history: ArrayLike<number>, options: ForecastOptions): SeriesForecast {
  const series = standardSeries(history, options.bounds);
  if (series === null) return emptyForecast(options);
  const { known } = series;
  // As they were told: divided and multiplied again, a one is no whole number any more.
  if (isIntermittent(history, options.bounds)) return forecastCounts(history, options);
  const { horizon, intervals } = options;
  const period = Math.max(1, Math.round(options.frequency));
  const input = { ...series, horizon, period, intervals };
  const short = isShort(known, input.period);
  const level = short ? null : levelOf(history);
  if (level !== null) return forecastLevel(level, options);
  const parts = short ? forecastShort(input) : forecastLong(input);
  const { lower, upper } = rangeOf(options.bounds);
  const within = (value: number): number => Math.min(upper, Math.max(lower, series.scale * value));
  const positive = series.whole.every((value) => value > 0);
  const end = (reach: Float64Array, side: 1 | -1): Float64Array =>
    parts.mean.map((value, step) => within(bentReach(value, side * (reach[step] ?? 0), positive)));
  const up = series.scale > 0 ? 1 : -1;
  return {
    status: known < FEWEST_KNOWN_VALUES ? "not_enough_history" : "forecast",
    mean: parts.mean.map(within),
    models: parts.models.map(({ mean, model }) => ({ model, mean: mean.map(within) })),
    lower80: end(parts.reach80, up === 1 ? -1 : 1),
    upper80: end(parts.reach80, up),
    lower95: end(parts.reach95, up === 1 ? -1 : 1),
    upper95: end(parts.reach95, up),
    counts: null,
    persistence: parts.persistence,
    lower,
    upper,
  };
}

function emptyForecast({ bounds }: ForecastOptions): SeriesForecast {
  const none = new Float64Array(0);
  return {
    status: "no_history",
    mean: none,
    models: [],
    lower80: none,
    upper80: none,
    lower95: none,
    upper95: none,
    counts: null,
    persistence: 0,
    ...rangeOf(bounds),
  };
}

/** The value that every known value is; null where they differ. */
function levelOf(history: ArrayLike<number>): number | null {
  const known = Float64Array.from(history).filter(Number.isFinite);
  const [level] = known;
  return level !== undefined && known.every((value) => value === level) ? level : null;
}

/** What was always the same is that again: the models and their intervals would be off by rounding, and so miss a target that it is. */
function forecastLevel(level: number, { bounds, horizon }: ForecastOptions): SeriesForecast {
  const { lower, upper } = rangeOf(bounds);
  const flat = new Float64Array(horizon).fill(Math.min(upper, Math.max(lower, level)));
  return {
    status: "forecast",
    mean: flat,
    models: [{ model: "level", mean: flat }],
    lower80: flat,
    upper80: flat,
    lower95: flat,
    upper95: flat,
    counts: null,
    persistence: 0,
    lower,
    upper,
  };
}

function forecastCounts(values: ArrayLike<number>, { bounds, horizon }: ForecastOptions): SeriesForecast {
  const counts = fitCounts(values);
  const { lower, upper } = rangeOf(bounds);
  const flat = (value: number): Float64Array =>
    new Float64Array(horizon).fill(Math.min(upper, Math.max(lower, value)));
  return {
    status: "forecast",
    mean: flat(meanCount(counts)),
    models: [{ model: "hurdle-counts", mean: flat(meanCount(counts)) }],
    lower80: flat(countQuantile(counts, 0.1)),
    upper80: flat(countQuantile(counts, 0.9)),
    lower95: flat(countQuantile(counts, 0.025)),
    upper95: flat(countQuantile(counts, 0.975)),
    counts,
    persistence: 0,
    lower,
    upper,
  };
}
