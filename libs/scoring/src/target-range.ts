import type { Goal, Kpi } from "@milepost/contracts";
import { exactSum } from "./exact-sum.ts";
import { roundValue } from "./round-figure.ts";

/** A closed range of figures; infinite where a side is open. */
export interface FigureRange {
  readonly lower: number;
  readonly upper: number;
}

type Measure = Pick<Goal["measure"], "evaluation" | "range" | "tolerance">;

/** What says which figures meet a goal's target. */
export interface RangeRule {
  readonly measure: Measure;
  /** Of the KPI; undefined: nobody says which way is better. */
  readonly direction: Kpi["direction"];
}

/** Whether single values are held against a range that is closed on both sides, and not against one end. */
export function isTwoSided({ measure, direction }: RangeRule): boolean {
  const { evaluation, range, tolerance } = measure;
  return (
    evaluation === "in-range" || direction === "maintain" || range !== undefined || tolerance !== undefined
  );
}

/**
 * The values that meet a target: within the tolerance (absent: 0) of it or inside the plan's range, else all on its better
 * side (equal is a hit). Null where nobody says which way is better, or which range is meant.
 */
export function valueRange(rule: RangeRule, target: number): FigureRange | null {
  const { measure, direction } = rule;
  if (direction === undefined) return null;
  if (!isTwoSided(rule)) {
    const isLeast = direction === "increase";
    return isLeast ? { lower: target, upper: Infinity } : { lower: -Infinity, upper: target };
  }
  const { evaluation, range, tolerance = 0 } = measure;
  if (evaluation === "in-range" && range === undefined && measure.tolerance === undefined) return null;
  // On the way to it the range moves with the target; at the target it is the plan's own, to the last digit.
  if (range !== undefined && written(target) === middleOf(range)) return range;
  const halfWidth = range === undefined ? tolerance : exactSum([range.upper, -range.lower]) / 2;
  if (halfWidth === 0) return { lower: target, upper: target };
  return { lower: sum(target, -halfWidth), upper: sum(target, halfWidth) };
}

/** The figures that meet a goal: of `control` shares of periods, whatever each of them is held against, else values. */
export function goalRange(rule: RangeRule, target: number): FigureRange | null {
  if (rule.measure.evaluation !== "control") return valueRange(rule, target);
  return rule.direction === undefined ? null : { lower: target, upper: Infinity };
}

/** How far a figure lies inside a range, in its unit; negative is outside, 0 on an end. */
export function rangeMargin(figure: number, { lower, upper }: FigureRange): number {
  return Math.min(figure - lower, upper - figure);
}

/** Whether a figure lies in a closed range. */
export function isInRange(figure: number, { lower, upper }: FigureRange): boolean {
  return figure >= lower && figure <= upper;
}

/** The middle of the plan's range, which stands for its target. */
export function middleOf({ lower, upper }: FigureRange): number {
  return written(exactSum([lower, upper]) / 2);
}

/** A sum of decimals as a person would write it: .3 less .1 is .2. */
function sum(one: number, other: number): number {
  return written(exactSum([one, other]));
}

function written(figure: number): number {
  return roundValue(figure) ?? figure;
}
