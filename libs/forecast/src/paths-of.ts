import { countQuantile } from "./count-model.ts";
import type { SeriesForecast } from "./forecast-series.ts";
import { normalCumulative } from "./normal-cumulative.ts";
import type { PathBundle } from "./path-bundle.ts";
import { seededRandom } from "./seeded-random.ts";
import { fillStandardNormal } from "./standard-normal-draws.ts";
import { NORMAL_REACH } from "./student-reach.ts";

/** How many paths, and the text that alone decides their random numbers. */
export interface PathOptions {
  /** Rounded up to an even number, because paths come in mirrored pairs. */
  readonly paths: number;
  readonly seed: string;
}

/**
 * Draws sample paths of a forecast. At each step they are distributed as the forecast says: a normal score bent through
 * the mean and the ends of both intervals, or a count. From step to step the scores are tied together as the errors of
 * exponential smoothing are (a Gaussian copula), so that sums, means and first hits can be read off the paths. Paths come
 * in antithetic pairs. Equal input gives equal bytes. O(paths × horizon).
 */
export function pathsOf(forecast: SeriesForecast, options: PathOptions): PathBundle {
  const pairs = Math.ceil(options.paths / 2);
  const paths = 2 * pairs;
  const horizon = forecast.mean.length;
  const values = new Float64Array(paths * horizon);
  const draws = new Float64Array(horizon);
  const random = seededRandom(options.seed);
  for (let pair = 0; pair < pairs; pair += 1) {
    fillStandardNormal(draws, random);
    let carried = 0;
    for (let step = 0; step < horizon; step += 1) {
      const draw = draws[step] ?? 0;
      const score = (carried + draw) / Math.sqrt(1 + step * forecast.persistence ** 2);
      carried += forecast.persistence * draw;
      values[step * paths + 2 * pair] = valueAt(forecast, step, score);
      values[step * paths + 2 * pair + 1] = valueAt(forecast, step, -score);
    }
  }
  return { paths, values };
}

/** The value whose probability of not being exceeded is that of a standard normal score. */
function valueAt(forecast: SeriesForecast, step: number, score: number): number {
  const { counts, lower, upper } = forecast;
  const value =
    counts === null ? bent(forecast, step, score) : countQuantile(counts, normalCumulative(score));
  return Math.min(upper, Math.max(lower, value));
}

function bent(forecast: SeriesForecast, step: number, score: number): number {
  const mean = forecast.mean[step] ?? Number.NaN;
  const near = (score < 0 ? forecast.lower80[step] : forecast.upper80[step]) ?? Number.NaN;
  const far = (score < 0 ? forecast.lower95[step] : forecast.upper95[step]) ?? Number.NaN;
  const size = Math.abs(score);
  if (size < NORMAL_REACH[80]) return mean + (near - mean) * (size / NORMAL_REACH[80]);
  return near + (far - near) * ((size - NORMAL_REACH[80]) / (NORMAL_REACH[95] - NORMAL_REACH[80]));
}
