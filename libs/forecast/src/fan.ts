import type { FanPoint } from "./goal-assessment.ts";
import { quantileOfSorted } from "./quantile.ts";

/** Sample paths laid out step by step, and how much wider the outer quantiles are to be than the paths are. */
export interface FanInput {
  readonly values: Float64Array;
  readonly paths: number;
  /** Factor on the distance of the 2.5 % and 97.5 % quantiles from the median; 1 leaves them. */
  readonly outerWidening: number;
  readonly lower: number;
  readonly upper: number;
}

/** Quantiles of each step of a bundle of sample paths. O(horizon × paths × log paths). */
export function fanOf(input: FanInput): FanPoint[] {
  const { outerWidening, paths, values } = input;
  const clamp = (value: number): number => Math.min(input.upper, Math.max(input.lower, value));
  return Array.from({ length: values.length / paths }, (_, step) => {
    const sorted = values.slice(step * paths, (step + 1) * paths).sort();
    const middle = quantileOfSorted(sorted, 0.5);
    const outer = (probability: number): number =>
      clamp(middle + outerWidening * (quantileOfSorted(sorted, probability) - middle));
    return {
      monthsAhead: step + 1,
      p2_5: outer(0.025),
      p10: quantileOfSorted(sorted, 0.1),
      p50: middle,
      p90: quantileOfSorted(sorted, 0.9),
      p97_5: outer(0.975),
    };
  });
}
