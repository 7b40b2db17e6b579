import { seededRandom } from "./seeded-random.ts";
import { fillStandardNormal } from "./standard-normal-draws.ts";
import type { ThetaModel } from "./theta-model.ts";

/** How many paths of which length, in which range. */
export interface SamplePathOptions {
  readonly horizon: number;
  /** Rounded up to an even number, because paths come in mirrored pairs. */
  readonly paths: number;
  readonly seed: string;
  /** Factor on all randomness, 1 for the model's own. */
  readonly widening: number;
  /** The closed range that a value can take; infinite where open. */
  readonly lower: number;
  readonly upper: number;
}

/** Sample paths, step by step: the value of path p at step s stands at `s × paths + p`. */
export interface SamplePaths {
  readonly paths: number;
  readonly values: Float64Array;
  /** One spare standard normal draw a path, for what else is uncertain. */
  readonly spare: Float64Array;
}

/**
 * Draws sample paths of a Theta model in its innovations form (exponential smoothing with drift, Hyndman and Billah
 * 2003). Each path has its own error scale (chi-squared by Wilson and Hilferty 1931), so that a short history gives
 * Student's heavier tails. Paths come in antithetic pairs: mirrored series have exactly mirrored paths.
 * O(paths × horizon).
 */
export function samplePaths(model: ThetaModel, options: SamplePathOptions): SamplePaths {
  const { horizon, widening } = options;
  const pairs = Math.ceil(options.paths / 2);
  const paths = 2 * pairs;
  const values = new Float64Array(paths * horizon);
  const spare = new Float64Array(paths);
  const draws = new Float64Array(horizon + 3);
  const random = seededRandom(options.seed);
  const degrees = Math.max(1, model.count - 2);
  const lag = (1 - (1 - model.alpha) ** model.count) / model.alpha;
  const writePath = (path: number, scale: number, sign: number): void => {
    let level = model.level + model.drift * lag + sign * scale * model.levelError * (draws[1] ?? 0);
    for (let step = 0; step < horizon; step += 1) {
      const error = sign * scale * model.errorScale * (draws[step + 3] ?? 0);
      const value = withSeason(level + error, model, step);
      values[step * paths + path] = Math.min(options.upper, Math.max(options.lower, value));
      level += model.drift + model.alpha * error;
    }
    spare[path] = sign * (draws[2] ?? 0);
  };
  for (let pair = 0; pair < pairs; pair += 1) {
    fillStandardNormal(draws, random);
    const scale = widening / Math.sqrt(chiSquaredOverDegrees(draws[0] ?? 0, degrees));
    writePath(2 * pair, scale, 1);
    writePath(2 * pair + 1, scale, -1);
  }
  return { paths, values, spare };
}

const SMALLEST_RATIO = 0.05;

function chiSquaredOverDegrees(normal: number, degrees: number): number {
  const ninths = 2 / (9 * degrees);
  return Math.max(SMALLEST_RATIO, (1 - ninths + normal * Math.sqrt(ninths)) ** 3);
}

function withSeason(trend: number, model: ThetaModel, step: number): number {
  if (model.seasonal.length === 0) return trend;
  const index = model.seasonal[(model.length + step) % model.seasonal.length] ?? Number.NaN;
  return model.seasonalForm === "additive" ? trend + index : trend * index;
}
