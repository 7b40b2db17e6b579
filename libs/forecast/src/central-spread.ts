import { quantileOfSorted } from "./quantile.ts";

/** The standard normal distribution's share below one deviation under its mean. */
const ONE_DEVIATION_BELOW = 0.158_655_253_931_457;

/** Half of the central 68 % of values in ascending order: one standard deviation of a normal distribution, NaN of none. O(1). */
export function centralSpread(sorted: ArrayLike<number>): number {
  const high = quantileOfSorted(sorted, 1 - ONE_DEVIATION_BELOW);
  return (high - quantileOfSorted(sorted, ONE_DEVIATION_BELOW)) / 2;
}
