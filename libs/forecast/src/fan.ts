import type { FanPoint } from "./goal-assessment.ts";
import { quantileOfSorted } from "./quantile.ts";
import { sortFigures } from "./sort-figures.ts";

/** Sample paths laid out step by step, and how much wider than they are their quantiles are to be told. */
export interface FanInput {
  readonly values: Float64Array;
  readonly paths: number;
  /** Factor on the distance of the 10 % and 90 % quantiles from the median; 1 leaves them. */
  readonly factor80: number;
  /** Factor on the distance of the 2.5 % and 97.5 % quantiles from the median. */
  readonly factor95: number;
  readonly lower: number;
  readonly upper: number;
}

/** Quantiles of each step of a bundle of sample paths. O(horizon × paths). */
export function fanOf(input: FanInput): FanPoint[] {
  const { factor80, factor95, paths, values } = input;
  return Array.from({ length: values.length / paths }, (_, step) => {
    const sorted = sortFigures(values.slice(step * paths, (step + 1) * paths));
    const middle = quantileOfSorted(sorted, 0.5);
    const at = (probability: number, factor: number): number => {
      const value = middle + factor * (quantileOfSorted(sorted, probability) - middle);
      return Math.min(input.upper, Math.max(input.lower, value));
    };
    return {
      monthsAhead: step + 1,
      p2_5: at(0.025, factor95),
      p10: at(0.1, factor80),
      p50: middle,
      p90: at(0.9, factor80),
      p97_5: at(0.975, factor95),
    };
  });
}
