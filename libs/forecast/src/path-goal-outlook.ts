import { centralSpread } from "./central-spread.ts";
import { decisionOfBooks } from "./decision-of-books.ts";
import { endFigures } from "./end-figures.ts";
import type { ExpectedEnd } from "./goal-assessment.ts";
import type { GoalFutures } from "./goal-futures.ts";
import { judgedFigures, judgementOf } from "./judged-figures.ts";
import type { PathBundle } from "./path-bundle.ts";
import { CHANCE_WEIGHTS } from "./goal-chance-weights.ts";
import { chanceOfViews, goalViews, sortedFutures } from "./path-goal-chance.ts";
import type { GoalKnowledge, GoalViews } from "./path-goal-chance.ts";
import type { PathGoal } from "./path-goal.ts";
import { quantileOfSorted } from "./quantile.ts";
import { shareWithin } from "./share-within.ts";
import { sortFigures } from "./sort-figures.ts";

/** A goal's chance and the figure that decides it, read off the futures of its series. */
export interface PathGoalOutlook extends ExpectedEnd {
  /** The chance that the goal is met. */
  readonly pHit: number;
  /** The same from the forecast's sample paths alone. */
  readonly pHitRaw: number;
  /** Whether what is in the books decides already, whatever comes. */
  readonly decided: boolean;
  /** What the chance was computed from; null where the books decided it, or the forecast of counts alone. */
  readonly views: GoalViews | null;
}

/**
 * Sets a goal against futures that reach to its due point or beyond it: goals that differ in their target or due point
 * alone can be read off the same ones. O(paths × points).
 */
export function pathGoalOutlook(
  futures: GoalFutures,
  goal: PathGoal,
  knowledge: GoalKnowledge,
): PathGoalOutlook {
  const decision = decisionOfBooks(goal, goal.lower.length - goal.booked.length);
  const sorted = sortedFutures(futures, goal);
  const { range } = judgementOf(goal);
  const views = decision === null ? goalViews(sorted, goal, knowledge) : null;
  const ends = describedEnds(futures.forecast, goal, sorted.forecast);
  const pHitRaw = decision ?? shareWithin(sorted.forecast, range);
  return {
    pHit: views === null ? pHitRaw : chanceOfViews(views, knowledge.weights ?? CHANCE_WEIGHTS),
    pHitRaw,
    decided: decision !== null,
    views,
    expectedEnd: quantileOfSorted(ends, 0.5),
    low80: quantileOfSorted(ends, 0.1),
    high80: quantileOfSorted(ends, 0.9),
    low95: quantileOfSorted(ends, 0.025),
    high95: quantileOfSorted(ends, 0.975),
    spread: centralSpread(ends),
  };
}

/** Whether a goal does not say at each of its points what meets it. */
export function hasUnknownTarget({ lower, upper }: PathGoal): boolean {
  return Array.from(lower).some(
    (low, point) => Number.isNaN(low) || Number.isNaN(upper[point] ?? Number.NaN),
  );
}

/** The deciding figures as they are told, in ascending order: margins of a moving target are laid off from the due point's target. */
function describedEnds(bundle: PathBundle, goal: PathGoal, deciding: Float64Array): Float64Array {
  const { kind, ofMargins } = judgementOf(goal);
  if (!ofMargins || kind === "share_not_negative") return deciding;
  const low = goal.lower[goal.lower.length - 1] ?? Number.NaN;
  const high = goal.upper[goal.upper.length - 1] ?? Number.NaN;
  if (Number.isFinite(low) && Number.isFinite(high)) {
    const horizon = goal.lower.length - goal.booked.length;
    const known = Array.from(goal.booked).filter((value) => !Number.isNaN(value));
    return sortFigures(endFigures(bundle, { kind: "last", booked: known, horizon }));
  }
  const figures = judgedFigures(bundle, goal);
  return sortFigures(figures.map((margin) => (Number.isFinite(low) ? low + margin : high - margin)));
}
