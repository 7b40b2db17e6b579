import { afterCount, countQuantile } from "./count-model.ts";
import type { CountDistribution, Occurrence } from "./count-model.ts";
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
  const { persistence } = forecast;
  const scores = new Float64Array(paths * horizon);
  const draws = new Float64Array(horizon);
  const spreads = draws.map((_, step) => Math.sqrt(1 + step * persistence ** 2));
  const random = seededRandom(options.seed);
  for (let pair = 0; pair < pairs; pair += 1) {
    fillStandardNormal(draws, random);
    let carried = 0;
    for (let step = 0; step < horizon; step += 1) {
      const draw = draws[step]!;
      const score = (carried + draw) / spreads[step]!;
      carried += persistence * draw;
      scores[step * paths + 2 * pair] = score;
      scores[step * paths + 2 * pair + 1] = -score;
    }
  }
  if (forecast.counts !== null) countScores(scores, forecast, forecast.counts);
  else {
    for (let step = 0; step < horizon; step += 1) {
      bendScores(scores.subarray(step * paths, (step + 1) * paths), forecast, step);
    }
  }
  return { paths, values: scores };
}

/** Puts the value of a step in the place of each score, whose probability of not being exceeded is the same. */
function bendScores(scores: Float64Array, forecast: SeriesForecast, step: number): void {
  const { lower, upper } = forecast;
  const mean = forecast.mean[step]!;
  const [lower80, lower95] = [forecast.lower80[step]!, forecast.lower95[step]!];
  const [upper80, upper95] = [forecast.upper80[step]!, forecast.upper95[step]!];
  const between = FAR - NEAR;
  for (let path = 0; path < scores.length; path += 1) {
    const score = scores[path]!;
    const near = score < 0 ? lower80 : upper80;
    const far = score < 0 ? lower95 : upper95;
    const size = Math.abs(score);
    const value =
      size < NEAR ? mean + (near - mean) * (size / NEAR) : near + (far - near) * ((size - NEAR) / between);
    scores[path] = Math.min(upper, Math.max(lower, value));
  }
}

const NEAR = NORMAL_REACH[80];
const FAR = NORMAL_REACH[95];

/** Counts in the place of scores. Each path learns from its own counts how often they are above zero: what is not known of that ties its steps together. */
function countScores(
  scores: Float64Array,
  { lower, mean, upper }: SeriesForecast,
  { excess, occurrence }: CountDistribution,
): void {
  const paths = scores.length / Math.max(1, mean.length);
  const known = Array.from<Occurrence>({ length: paths }).fill(occurrence);
  for (let at = 0; at < scores.length; at += 1) {
    const path = at % paths;
    const count = countQuantile({ occurrence: known[path]!, excess }, normalCumulative(scores[at]!));
    known[path] = afterCount(known[path]!, count);
    scores[at] = Math.min(upper, Math.max(lower, count));
  }
}
