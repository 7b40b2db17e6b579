import { calibrateChance } from "./calibrate-chance.ts";
import { calibrationFeatures } from "./calibration-features.ts";
import type { GoalYearForecast } from "./forecast-goal-year.ts";
import type { ExpectedEnd, GoalAssessment, GoalAssessmentInput } from "./goal-assessment.ts";
import { meetsTarget } from "./meets-target.ts";
import { chanceFromCount } from "./share-within.ts";

/** An assessable goal: its target and its year-to-date figure are known. */
export type KnownGoal = GoalAssessmentInput & { readonly target: number; readonly yearToDate: number };

/** A year as it is forecast, whatever its target. */
export interface ForecastYear {
  readonly year: GoalYearForecast;
  readonly end: Pick<ExpectedEnd, "expectedEnd" | "spread">;
  /** How much wider than simulated ends lie apart. */
  readonly factor80: number;
}

/**
 * Sets a year that was forecast against its target: years that differ in their target alone share their paths.
 * O(paths).
 */
export function yearOutlook(
  goal: KnownGoal,
  { year, end, factor80 }: ForecastYear,
): Pick<GoalAssessment, "pHit" | "pHitRaw" | "features"> {
  const { direction, target } = goal;
  const judged = { direction, slack: slackOf(goal) };
  const hits = (figure: number): boolean => meetsTarget(figure, target, judged);
  const chance = chanceOnPaths(year, (figure) =>
    hits(end.expectedEnd + factor80 * (figure - end.expectedEnd)),
  );
  const features = yearFeatures(goal, chance, end.spread);
  const pHit = goal.calibration ? calibrateChance(features, goal.calibration) : chance;
  return { pHit, pHitRaw: chance, features };
}

/** The share of paths that hit, kept off 0 and 1 by half a path: a finite sample proves neither. */
function chanceOnPaths(year: GoalYearForecast, hits: (figure: number) => boolean): number {
  let count = 0;
  for (let index = year.figures.length - year.paths; index < year.figures.length; index += 1) {
    if (hits(year.figures[index] ?? Number.NaN)) count += 1;
  }
  return chanceFromCount(count, year.paths);
}

/** What a calibration reads off a goal's year. */
export function yearFeatures(goal: KnownGoal, chance: number, spread: number): GoalAssessment["features"] {
  const december = goal.history.length - 1 - goal.monthsElapsedInYear;
  const previousEnd = goal.yearToDateHistory[december] ?? Number.NaN;
  return calibrationFeatures({
    chance,
    spread,
    yearToDate: goal.yearToDate,
    yearToDateTarget: goal.yearToDateTarget,
    target: goal.target,
    previousEnd: Number.isFinite(previousEnd) ? previousEnd : null,
    previousTarget: goal.previousTarget,
    direction: goal.direction,
    tolerance: toleranceOf(goal),
  });
}

/** Half a unit of the last published decimal, and never less than what adding months up loses to rounding; about a range. */
export function slackOf(goal: KnownGoal): number {
  const { decimals, target } = goal;
  const rounding = Math.max(decimals === undefined ? 0 : 0.5 * 10 ** -decimals, ROUNDING * Math.abs(target));
  return rounding + toleranceOf(goal);
}

/** How far from its target a published figure may lie and still meet it. */
export function toleranceOf({ tolerance = 0, target }: Pick<KnownGoal, "tolerance" | "target">): number {
  // The ends of a range are decimals; the middle and half the width of it need not be.
  return tolerance === 0 ? 0 : tolerance + RANGE_ROUNDING * (tolerance + Math.abs(target));
}

const RANGE_ROUNDING = 1e-9;
const ROUNDING = 1e-12;
