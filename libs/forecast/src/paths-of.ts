import type { SeriesForecast } from "./forecast-series.ts";
import { seededRandom } from "./seeded-random.ts";
import { fillStandardNormal } from "./standard-normal-draws.ts";

/** How many paths, and the text that alone decides their random numbers. */
export interface PathOptions {
  /** Rounded up to an even number, because paths come in mirrored pairs. */
  readonly paths: number;
  readonly seed: string;
}

/** Sample paths, step by step: the value of path p at step s stands at `s × paths + p`. */
export interface ForecastPaths {
  readonly paths: number;
  readonly values: Float64Array;
}

const NORMAL_80 = 1.281_551_565_544_6;
const NORMAL_95 = 1.959_963_984_540_054;

/**
 * Draws sample paths of a forecast: at each step they are distributed as its mean and intervals say (a normal score bent
 * through the five quantiles), and from step to step they are tied together as the errors of exponential smoothing are.
 * Paths come in antithetic pairs. O(paths × horizon).
 */
export function pathsOf(forecast: SeriesForecast, options: PathOptions): ForecastPaths {
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
      values[step * paths + 2 * pair] = valueAtScore(forecast, step, score);
      values[step * paths + 2 * pair + 1] = valueAtScore(forecast, step, -score);
    }
  }
  return { paths, values };
}

/** The value whose probability of not being exceeded is that of a standard normal score. */
function valueAtScore(forecast: SeriesForecast, step: number, score: number): number {
  const mean = forecast.mean[step] ?? Number.NaN;
  const near = (score < 0 ? forecast.lower80[step] : forecast.upper80[step]) ?? Number.NaN;
  const far = (score < 0 ? forecast.lower95[step] : forecast.upper95[step]) ?? Number.NaN;
  const size = Math.abs(score);
  const value =
    size < NORMAL_80
      ? mean + ((near - mean) * size) / NORMAL_80
      : near + ((far - near) * (size - NORMAL_80)) / (NORMAL_95 - NORMAL_80);
  return Math.min(forecast.upper, Math.max(forecast.lower, value));
}
