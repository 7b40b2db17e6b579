import type { Direction } from "./goal-assessment.ts";
import { judgedFigures, judgementOf } from "./judged-figures.ts";
import type { PathGoal } from "./path-goal.ts";
import { quantile } from "./quantile.ts";
import { BEST_SHARE, countReached, RECENT_VALUES } from "./reached-before.ts";
import type { ReachedBefore } from "./reached-before.ts";
import { toDatePaths } from "./to-date-paths.ts";
import type { ToDate } from "./to-date-paths.ts";

/** What a goal's remaining points are held against. */
export interface PathLeverInput {
  readonly goal: PathGoal;
  readonly direction: Direction;
  /** Values of the series up to the check-in; NaN where unknown. */
  readonly history: ArrayLike<number>;
  /** The expected value of each point still to come. */
  readonly expected: ArrayLike<number>;
  /** What each of them must bring; null: undefined. */
  readonly requiredRate: number | null;
  /** What makes the goal's figure of such values, where they are its parts; undefined: they are the figures. */
  readonly toDate: ToDate | undefined;
}

/** Whether what it takes was ever done, and until when action can matter. */
export interface PathLevers {
  readonly reachedBefore: ReachedBefore | null;
  /** Points after the check-in to the last one from which the best earlier values, held, still meet the goal; null: none. */
  readonly lastActionStep: number | null;
}

/** Counts how often the required rate was reached, and tries the best tenth of recent values from each point on. O(points²). */
export function pathLevers(input: PathLeverInput): PathLevers {
  const { direction, requiredRate } = input;
  const known = Float64Array.from(input.history)
    .filter((value) => !Number.isNaN(value))
    .slice(-RECENT_VALUES);
  if (direction === "maintain" || known.length === 0) return { reachedBefore: null, lastActionStep: null };
  return {
    reachedBefore: requiredRate === null ? null : countReached(known, requiredRate, direction),
    lastActionStep: lastActionStep(input, known),
  };
}

function lastActionStep(
  { goal, direction, expected, toDate }: PathLeverInput,
  known: Float64Array,
): number | null {
  const best = quantile(known, direction === "increase" ? 1 - BEST_SHARE : BEST_SHARE);
  const better = (value: number): number =>
    direction === "increase" ? Math.max(best, value) : Math.min(best, value);
  const { range } = judgementOf(goal);
  for (let step = expected.length; step >= 1; step -= 1) {
    const values = Float64Array.from(expected, (value, index) => (index + 1 >= step ? better(value) : value));
    const acting = { paths: 1, values };
    const path = toDate === undefined ? acting : toDatePaths(acting, toDate);
    const [figure = Number.NaN] = judgedFigures(path, goal);
    if (figure >= range.lower && figure <= range.upper) return step;
  }
  return null;
}
