import type { Direction } from "./goal-assessment.ts";
import type { PathGoal } from "./path-goal.ts";

/**
 * The closed range of figures that meet a target at each point of a trajectory: all on its better side, for `maintain`
 * only the target itself; `slack` (default 0) is forgiven on the wrong side, or on both. O(points).
 */
export function acceptableRange(
  targets: ArrayLike<number>,
  judged: { readonly direction: Direction; readonly slack?: number },
): Pick<PathGoal, "lower" | "upper"> {
  const { direction, slack = 0 } = judged;
  return {
    lower: Float64Array.from(targets, (target) => (direction === "decrease" ? -Infinity : target - slack)),
    upper: Float64Array.from(targets, (target) => (direction === "increase" ? Infinity : target + slack)),
  };
}
