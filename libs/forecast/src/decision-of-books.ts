import { judgedFigures, judgementOf } from "./judged-figures.ts";
import type { PathGoal } from "./path-goal.ts";

/** 1 or 0 where the goal is met or missed whether all that comes is as high or as low as can be, or nothing comes; else null. */
export function decisionOfBooks(goal: PathGoal, horizon: number): number | null {
  const { kind } = goal.evaluation;
  const alwaysOpen = kind === "at_due" || kind === "in_range" || kind === "cumulative" || kind === "average";
  if (horizon > 0 && alwaysOpen) return null;
  const { range } = judgementOf(goal);
  const values = Float64Array.from(
    { length: 3 * horizon },
    (_, index) => EXTREMES[index % 3]?.(goal, index) ?? 0,
  );
  const outcomes = judgedFigures({ paths: 3, values }, goal).map((figure) =>
    Number(figure >= range.lower && figure <= range.upper),
  );
  const [first] = outcomes;
  return first !== undefined && outcomes.every((outcome) => outcome === first) ? first : null;
}

/** Values beyond any target on either side, and one inside. */
const EXTREMES = [
  (): number => Infinity,
  (): number => -Infinity,
  (goal: PathGoal, index: number): number => insideAt(goal, goal.booked.length + Math.floor(index / 3)),
];

function insideAt({ lower, upper }: PathGoal, point: number): number {
  const low = lower[point] ?? Number.NaN;
  return Number.isFinite(low) ? low : (upper[point] ?? Number.NaN);
}
