import type { Direction } from "@milepost/contracts";
import { exactSum } from "./exact-sum.ts";
import type { FigureRange } from "./target-range.ts";

const SCORE_AT_RED_FLAG = 10 / 3;
const BEST_SCORE = 10;

/**
 * Goal/Red-Flag score from 0 to 10 (BSC-3): 3⅓ at the red flag, 6⅔ at the goal, linear outside, clamped.
 * Lower-is-better needs no case of its own: then the goal lies below the red flag. Null when both are equal.
 */
export function goalRedFlagScore(value: number, goal: number, redFlag: number): number | null {
  const gap = goal - redFlag;
  if (gap === 0) return null;
  return clamp(SCORE_AT_RED_FLAG + ((value - redFlag) / gap) * SCORE_AT_RED_FLAG);
}

/**
 * Score of a KPI to hold (BSC-6): 10 inside the range of figures that meet the target, falling to both sides, 3⅓ where it
 * lies outside by the red flag's distance. Null when the distance is not positive.
 */
export function holdScore(value: number, range: FigureRange, distance: number): number | null {
  if (!(distance > 0)) return null;
  const outside = Math.max(0, exactSum([range.lower, -value]), exactSum([value, -range.upper]));
  return clamp(BEST_SCORE - (outside / distance) * (BEST_SCORE - SCORE_AT_RED_FLAG));
}

/** The red flag that lies a distance on the wrong side of a target. */
export function redFlagAt(target: number, distance: number, direction: Direction): number {
  return exactSum([target, direction === "decrease" ? distance : -distance]);
}

function clamp(score: number): number {
  return Math.min(BEST_SCORE, Math.max(0, score));
}
