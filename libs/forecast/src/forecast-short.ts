import type { ForecastParts, PartsInput } from "./forecast-parts.ts";
import { shortIntervalConstants } from "./interval-constants.ts";
import { linkOf } from "./series-link.ts";
import { forecastShortHistory } from "./short-history.ts";
import { studentReach } from "./student-reach.ts";
import type { IntervalLevel } from "./student-reach.ts";

/** Without a season, series of so many known values or fewer are forecast as short ones. Chosen on M1. */
const SHORT_WITHOUT_SEASON = 8;

/** Whether a history is too short to show its season, or for the models to show their errors. */
export function isShort(known: number, period: number): boolean {
  return period < 2 ? known <= SHORT_WITHOUT_SEASON : known < 2 * period;
}

/**
 * Forecasts a short series by Bayesian averaging, on each of its scales; the points are the mean of the two, the
 * intervals Student's, by as much wider as M1's series cut short have taught.
 */
export function forecastShort(input: PartsInput): ForecastParts {
  const { horizon, period, values, whole } = input;
  const constants = shortIntervalConstants(period);
  const { prior } = constants;
  const plain = forecastShortHistory({ values, period, horizon, prior });
  const models = [{ model: "bayesian-smoothing", mean: plain.mean }];
  const link = linkOf({ values: whole, lower: input.lower, upper: input.upper });
  if (link !== null) {
    const linked = forecastShortHistory({ values: values.map(link.to), period, horizon, prior });
    models.push({ model: `bayesian-smoothing-${link.name}`, mean: linked.mean.map(link.back) });
  }
  const reach = (level: IntervalLevel, factor: number): Float64Array =>
    plain.spread.map(
      (spread, step) => factor * spread * studentReach(level, plain.degrees) * (step + 1) ** constants.growth,
    );
  return {
    mean: plain.mean.map(
      (_, step) => models.reduce((sum, { mean }) => sum + (mean[step] ?? Number.NaN), 0) / models.length,
    ),
    reach80: reach(80, constants.factor80),
    reach95: reach(95, constants.factor95),
    persistence: plain.alpha,
    models,
  };
}
