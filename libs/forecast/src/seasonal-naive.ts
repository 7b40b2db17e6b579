import type { RollOptions } from "./roll-ets.ts";

/** How the last season is carried on. */
export interface SeasonalNaiveOptions extends RollOptions {
  /** Steps of one season, 1 for none. */
  readonly period: number;
  /** Whether the mean growth a step, from the first known value to the last, is added. */
  readonly drift: boolean;
}

/**
 * The value of the same step of the last season, with or without drift, from each origin: `horizon` forecasts for each
 * number of known values from 0 to n, row by row; the last row is the forecast. Rows of less than a season (with drift:
 * less than two values) are NaN.
 * Definition: Hyndman and Athanasopoulos (2021), section 5.2 (`snaive`, `rwf` in R); a whole series. O(n × horizon).
 */
export function rollSeasonalNaive(options: SeasonalNaiveOptions): Float64Array {
  const { drift, horizon, period, values } = options;
  const rolled = new Float64Array((values.length + 1) * horizon).fill(Number.NaN);
  const first = values[0] ?? Number.NaN;
  for (let origin = Math.max(period, drift ? 2 : 1); origin <= values.length; origin += 1) {
    const growth = drift ? ((values[origin - 1] ?? Number.NaN) - first) / (origin - 1) : 0;
    for (let step = 0; step < horizon; step += 1) {
      const seasons = Math.floor(step / period) + 1;
      const last = values[origin + step - seasons * period] ?? Number.NaN;
      rolled[origin * horizon + step] = last + growth * seasons * period;
    }
  }
  return rolled;
}
