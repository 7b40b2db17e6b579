/** Simple exponential smoothing at one smoothing weight, with the first level that fits best at that weight. */
export interface ExponentialSmoothing {
  /** Weight of the newest observation, 0 to 1. */
  readonly alpha: number;
  /** Level after the last observation: the flat forecast. */
  readonly level: number;
  readonly sumOfSquares: number;
  /** Known values, each of which gives one one-step error. */
  readonly count: number;
  /** How much of the first level's uncertainty is left in the last, as a multiple of the error's scale. */
  readonly levelUncertainty: number;
}

const COARSE_WEIGHTS = 24;
const GOLDEN_SECTION = (Math.sqrt(5) - 1) / 2;
const REFINING_STEPS = 12;

/**
 * Smooths at a given weight. The one-step errors are linear in the first level, which is therefore solved for by least
 * squares in closed form. Where a value is unknown (NaN) the level stays. O(n).
 */
export function smoothExponentially(values: ArrayLike<number>, alpha: number): ExponentialSmoothing {
  const start = firstKnown(values);
  let levelFromStart = start;
  let weightOfFirst = 1;
  let squares = 0;
  let crossProducts = 0;
  let weightSquares = 0;
  let count = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const error = value - levelFromStart;
    squares += error * error;
    crossProducts += error * weightOfFirst;
    weightSquares += weightOfFirst * weightOfFirst;
    levelFromStart += alpha * error;
    weightOfFirst *= 1 - alpha;
    count += 1;
  }
  const correction = weightSquares > 0 ? crossProducts / weightSquares : Number.NaN;
  return {
    alpha,
    level: levelFromStart + weightOfFirst * correction,
    sumOfSquares: Math.max(0, squares - crossProducts * correction),
    count,
    levelUncertainty: weightOfFirst / Math.sqrt(weightSquares),
  };
}

/**
 * Simple exponential smoothing (Brown 1959) with weight and first level chosen to minimise the squared one-step errors.
 * A coarse grid over [0.01, 0.99] finds the valley (there may be two), a golden-section search its bottom. O(n).
 */
export function fitExponentialSmoothing(values: ArrayLike<number>): ExponentialSmoothing {
  const spacing = 0.98 / COARSE_WEIGHTS;
  let best = smoothExponentially(values, 0.01);
  for (let step = 1; step <= COARSE_WEIGHTS; step += 1) {
    const candidate = smoothExponentially(values, 0.01 + step * spacing);
    if (candidate.sumOfSquares < best.sumOfSquares) best = candidate;
  }
  let low = Math.max(0.01, best.alpha - spacing);
  let high = Math.min(0.99, best.alpha + spacing);
  for (let step = 0; step < REFINING_STEPS; step += 1) {
    const left = smoothExponentially(values, high - GOLDEN_SECTION * (high - low));
    const right = smoothExponentially(values, low + GOLDEN_SECTION * (high - low));
    if (left.sumOfSquares <= right.sumOfSquares) high = right.alpha;
    else low = left.alpha;
    const better = left.sumOfSquares <= right.sumOfSquares ? left : right;
    if (better.sumOfSquares < best.sumOfSquares) best = better;
  }
  return best;
}

function firstKnown(values: ArrayLike<number>): number {
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isNaN(value)) return value;
  }
  return Number.NaN;
}
