import { isZeroBySeason } from "./count-model.ts";
import { forecastSeries } from "./forecast-series.ts";
import type { SeriesForecast } from "./forecast-series.ts";
import type { ValueBounds } from "./goal-assessment.ts";
import type { PathBundle, PathSource } from "./path-bundle.ts";
import type { IntervalConstants } from "./interval-constants.ts";
import { pathsOf } from "./paths-of.ts";
import { precedentPaths } from "./precedent-paths.ts";
import { randomWalkPaths } from "./random-walk-paths.ts";
import type { SeriesForecaster } from "./remember-forecasts.ts";
import { thetaPaths } from "./theta-paths.ts";

/** The views of the future that a chance is read off, in the order in which their weights stand. */
export const FUTURE_KINDS = ["forecast", "theta", "precedent", "walk"] as const;
export type FutureKind = (typeof FUTURE_KINDS)[number];

/** Sample paths of one series from one check-in, by what drew them. */
export interface GoalFutures extends Readonly<Record<FutureKind, PathBundle>> {
  /** Two paths: the combined point forecast, and dynamic Theta's, which is the combined one again where that has no say. */
  readonly points: PathBundle;
  /**
   * Whether these are intermittent counts without a season, of which the forecast's paths say all: the other views know values of any
   * size, and hardly ever a zero.
   */
  readonly isCounted: boolean;
}

/**
 * Draws what may follow a series in four ways: the combined forecast, Theta over every plausible smoothing weight, what
 * followed in the series' own past at the same season, and a random walk. One draw serves every goal of that check-in.
 */
export function goalFutures(
  series: ArrayLike<number>,
  wanted: Parameters<PathSource>[1] & {
    readonly bounds?: ValueBounds;
    readonly intervals?: IntervalConstants;
    readonly forecaster?: SeriesForecaster;
  },
): GoalFutures {
  const { bounds, forecaster = forecastSeries } = wanted;
  const forecast = forecaster(series, wanted);
  if (forecast.counts !== null && !isZeroBySeason(series, wanted.frequency)) {
    const counted = pathsOf(forecast, wanted);
    const views = { forecast: counted, theta: counted, precedent: counted, walk: counted };
    return { ...views, points: pointPaths(forecast), isCounted: true };
  }
  return {
    isCounted: false,
    forecast: pathsOf(forecast, wanted),
    theta: within(thetaPaths(series, wanted), bounds),
    precedent: within(precedentPaths(series, wanted), bounds),
    walk: within(randomWalkPaths(series, wanted), bounds),
    points: pointPaths(forecast),
  };
}

function pointPaths({ mean, models }: SeriesForecast): PathBundle {
  const theta = models.find(({ model }) => model === "dynamic-theta")?.mean ?? mean;
  const values = new Float64Array(2 * mean.length);
  for (let step = 0; step < mean.length; step += 1) {
    values[2 * step] = mean[step] ?? Number.NaN;
    values[2 * step + 1] = theta[step] ?? Number.NaN;
  }
  return { paths: 2, values };
}

function within(bundle: PathBundle, bounds: ValueBounds | undefined): PathBundle {
  if (bounds?.lower === undefined && bounds?.upper === undefined) return bundle;
  const { lower = -Infinity, upper = Infinity } = bounds;
  return {
    paths: bundle.paths,
    values: bundle.values.map((value) => Math.min(upper, Math.max(lower, value))),
  };
}
