import type { Direction } from "./goal-assessment.ts";
import { meetsTarget } from "./meets-target.ts";

/** Known values that count as recent. */
export const RECENT_VALUES = 36;
/** The best of them, as a share: what was done before can be done again. */
export const BEST_SHARE = 0.1;

/** How many of the recent values were at least as good as a rate. */
export interface ReachedBefore {
  readonly reached: number;
  readonly of: number;
}

/** Counts the values that meet a rate; null where only the target itself is good. O(n). */
export function countReached(values: Float64Array, rate: number, direction: Direction): ReachedBefore | null {
  if (direction === "maintain") return null;
  const reached = values.filter((value) => meetsTarget(value, rate, { direction }));
  return { reached: reached.length, of: values.length };
}
