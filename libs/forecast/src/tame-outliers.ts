import { quantileOfSorted } from "./quantile.ts";

const REACH = 3;
const FENCE = 5;
/** Makes the median absolute deviation the standard deviation of a normal distribution. */
const NORMAL_CONSISTENCY = 1.4826;

/**
 * A copy in which values farther than five robust standard deviations from the median of their seven neighbours lie on
 * that fence (Hampel's identifier): one derailment or typing error must not decide a year. A lasting shift is kept as soon
 * as half of the neighbours agree with it. A series of constant steps is left as it is. O(n).
 */
export function tameOutliers(values: Float64Array): Float64Array {
  const local = values.map((_, index) => {
    const neighbours = values.slice(Math.max(0, index - REACH), index + REACH + 1);
    return quantileOfSorted(neighbours.filter(Number.isFinite).sort(), 0.5);
  });
  const deviations = values.map((value, index) => Math.abs(value - (local[index] ?? Number.NaN)));
  const typical = quantileOfSorted(deviations.filter(Number.isFinite).sort(), 0.5);
  const fence = FENCE * NORMAL_CONSISTENCY * typical;
  if (!(fence > 0)) return values;
  return values.map((value, index) => {
    const centre = local[index] ?? Number.NaN;
    return Math.max(centre - fence, Math.min(centre + fence, value));
  });
}
