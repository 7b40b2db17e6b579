import { seededRandom } from "./seeded-random.ts";
import type { PlausibleSmoothing } from "./smoothing-posterior.ts";
import { fillStandardNormal } from "./standard-normal-draws.ts";
import type { ThetaModel } from "./theta-model.ts";

/** How many paths of which length, in which range. */
export interface SamplePathOptions {
  readonly horizon: number;
  /** Rounded up to an even number, because paths come in mirrored pairs. */
  readonly paths: number;
  readonly seed: string;
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
 * 2003). The plausible smoothing weights get paths in proportion to their probability; each path has its own error scale
 * (chi-squared by Wilson and Hilferty 1931), so that a short history gives Student's heavier tails. Paths come in
 * antithetic pairs: mirrored series have exactly mirrored paths. O(paths × horizon).
 */
export function samplePaths(model: ThetaModel, options: SamplePathOptions): SamplePaths {
  const pairs = Math.ceil(options.paths / 2);
  const paths = 2 * pairs;
  const values = new Float64Array(paths * options.horizon);
  const spare = new Float64Array(paths);
  const draws = new Float64Array(options.horizon + 3);
  const random = seededRandom(options.seed);
  const degrees = Math.max(1, model.count - 2);
  const season = seasonAhead(model, options.horizon);
  let plausible = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    fillStandardNormal(draws, random);
    const rank = (pair + 0.5) / pairs;
    while ((model.smoothings[plausible]?.cumulativeProbability ?? 1) < rank) plausible += 1;
    const smoothing = model.smoothings[plausible];
    if (smoothing === undefined) break;
    const scale = 1 / Math.sqrt(chiSquaredOverDegrees(draws[0] ?? 0, degrees));
    const bundle = { model, options, season, smoothing, draws, values, paths };
    writePath(bundle, 2 * pair, scale);
    writePath(bundle, 2 * pair + 1, -scale);
    spare[2 * pair] = draws[2] ?? 0;
    spare[2 * pair + 1] = -(draws[2] ?? 0);
  }
  return { paths, values, spare };
}

interface PathBundle {
  readonly model: ThetaModel;
  readonly options: SamplePathOptions;
  /** What each coming step adds to the level, or multiplies it by. */
  readonly season: Float64Array;
  readonly smoothing: PlausibleSmoothing;
  readonly draws: Float64Array;
  readonly values: Float64Array;
  readonly paths: number;
}

function seasonAhead({ length, season: { form, indices } }: ThetaModel, horizon: number): Float64Array {
  const neutral = form === "additive" ? 0 : 1;
  return Float64Array.from(
    { length: horizon },
    (_, step) => indices[(length + step) % indices.length] ?? neutral,
  );
}

function writePath(bundle: PathBundle, path: number, scale: number): void {
  const { draws, model, options, paths, season, smoothing, values } = bundle;
  const { horizon, lower, upper } = options;
  const { alpha, errorScale } = smoothing;
  const { drift } = model;
  const added = model.season.form === "additive";
  const lag = (1 - (1 - alpha) ** model.count) / alpha;
  let level = smoothing.level + drift * lag + scale * smoothing.levelError * draws[1]!;
  for (let step = 0; step < horizon; step += 1) {
    const error = scale * errorScale * draws[step + 3]!;
    const base = level + error;
    const value = added ? base + season[step]! : base * season[step]!;
    values[step * paths + path] = Math.min(upper, Math.max(lower, value));
    level += drift + alpha * error;
  }
}

const SMALLEST_RATIO = 0.05;

function chiSquaredOverDegrees(normal: number, degrees: number): number {
  const ninths = 2 / (9 * degrees);
  return Math.max(SMALLEST_RATIO, (1 - ninths + normal * Math.sqrt(ninths)) ** 3);
}
