import { smoothExponentially } from "./exponential-smoothing.ts";

/** One smoothing weight that the series leaves plausible. */
export interface PlausibleSmoothing {
  /** Smoothing weight, 0 to 1. */
  readonly alpha: number;
  /** Level after the last observation. */
  readonly level: number;
  /** Standard deviation of the one-step errors (divisor: count − 2). */
  readonly errorScale: number;
  /** Standard error of `level`, which comes from estimating the first level. */
  readonly levelError: number;
  /** Probability of this weight and all smaller ones. */
  readonly cumulativeProbability: number;
}

const WEIGHTS = 24;

/**
 * How plausible each smoothing weight is, on an even grid over (0, 1): normal errors, a uniform prior for the weight and
 * the usual one for the scale make the posterior proportional to (sum of squares)^(−(count − 2) / 2).
 * A year of months rarely tells a noisy level from a wandering one; taking the best weight as certain makes intervals
 * much too narrow. O(n).
 */
export function plausibleSmoothings(values: ArrayLike<number>): PlausibleSmoothing[] {
  const fits = Array.from({ length: WEIGHTS }, (_, step) =>
    smoothExponentially(values, (step + 0.5) / WEIGHTS),
  );
  const least = fits.reduce((low, fit) => Math.min(low, fit.sumOfSquares), Number.POSITIVE_INFINITY);
  const likelihoods = fits.map((fit) => {
    const closeness = fit.sumOfSquares > 0 ? least / fit.sumOfSquares : 1;
    return closeness ** (Math.max(1, fit.count - 2) / 2);
  });
  const total = likelihoods.reduce((sum, likelihood) => sum + likelihood, 0);
  let cumulative = 0;
  return fits.map((fit, step) => {
    cumulative += likelihoods[step] ?? 0;
    const errorScale = Math.sqrt(fit.sumOfSquares / Math.max(1, fit.count - 2));
    return {
      alpha: fit.alpha,
      level: fit.level,
      errorScale,
      levelError: fit.levelUncertainty * errorScale,
      cumulativeProbability: step === WEIGHTS - 1 ? 1 : cumulative / total,
    };
  });
}
