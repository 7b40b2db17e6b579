import { calibrateChance } from "./calibrate-chance.ts";
import { calibrationFeatures } from "./calibration-features.ts";
import { describeYearEnd } from "./describe-year-end.ts";
import type { YearEnd } from "./describe-year-end.ts";
import { fanOf } from "./fan.ts";
import { forecastGoalYear } from "./forecast-goal-year.ts";
import type { GoalYearForecast } from "./forecast-goal-year.ts";
import type { FanPoint, GoalAssessment, GoalAssessmentInput, NoGoalAssessment } from "./goal-assessment.ts";
import { meetsTarget } from "./meets-target.ts";
import { wideningAt } from "./widening-at.ts";
import { yearLevers } from "./year-levers.ts";

/** Name of the model that stands behind every number of an assessment. */
export const MODEL_NAME = "theta";
/** Version of the model; it changes whenever equal input would give other bytes. */
export const MODEL_VERSION = "1";
/** Known months below which a forecast would be a guess. */
export const FEWEST_KNOWN_MONTHS = 6;

const MONTHS = 12;

/** An assessable goal: its target and its year-to-date figure are known. */
type KnownGoal = GoalAssessmentInput & { readonly target: number; readonly yearToDate: number };

/**
 * Forecasts one goal's year to its end and sets it against its target: chance of hitting, expected end with intervals,
 * and what it takes. A pure function: the same input gives the same bytes. O(paths × months remaining × log paths).
 */
export function assessGoal(input: GoalAssessmentInput): GoalAssessment | NoGoalAssessment {
  const { history, monthsElapsedInYear, target, yearToDateHistory } = input;
  const yearToDate = yearToDateHistory[history.length - 1] ?? Number.NaN;
  if (target === null || !Number.isFinite(target)) return { ok: false, reason: "no_target" };
  if (!Number.isFinite(yearToDate)) return { ok: false, reason: "no_actual" };
  const known = Array.from(history).filter(Number.isFinite).length;
  if (known < FEWEST_KNOWN_MONTHS) return { ok: false, reason: "too_little_history" };
  const goal = { ...input, target, yearToDate };
  return monthsElapsedInYear >= MONTHS ? judgeDecember(goal) : assessYear(goal);
}

function assessYear(goal: KnownGoal): GoalAssessment {
  const widening = wideningAt(goal.conformal, MONTHS - goal.monthsElapsedInYear);
  const year = forecastGoalYear(goal, widening.factor80);
  const end = describeYearEnd(year, widening);
  const slack = halfUnit(goal.decimals);
  const chance = chanceOnPaths(year, (figure) =>
    meetsTarget(figure, goal.target, { direction: goal.direction, slack }),
  );
  const features = featuresOf(goal, chance, end.spread);
  return {
    ...commonParts(goal, end),
    pHit: goal.calibration ? calibrateChance(features, goal.calibration) : chance,
    pHitRaw: chance,
    fan: year.working.publishedIsToDate ? end.yearToDateFan : monthlyFan(year, end.outerWidening),
    ...yearLevers({
      ruleHelps: year.anchor.ruleHelps,
      rule: year.working.rule,
      total: year.anchor.total,
      monthsElapsed: goal.monthsElapsedInYear,
      target: goal.target,
      direction: goal.direction,
      slack,
      values: year.working.values,
      expected: year.expectedMonths,
    }),
    features,
  };
}

/** In December nothing is left to forecast: the published figure decides. */
function judgeDecember(goal: KnownGoal): GoalAssessment {
  const hit = Number(meetsTarget(goal.yearToDate, goal.target, { direction: goal.direction }));
  const end: YearEnd = {
    expectedEnd: goal.yearToDate,
    low80: goal.yearToDate,
    high80: goal.yearToDate,
    low95: goal.yearToDate,
    high95: goal.yearToDate,
    spread: 0,
    yearToDateFan: [],
    outerWidening: 1,
  };
  return {
    ...commonParts(goal, end),
    pHit: hit,
    pHitRaw: hit,
    fan: [],
    requiredRate: null,
    reachedBefore: null,
    lastMonthActionMatters: null,
    features: featuresOf(goal, hit, 0),
  };
}

type CommonParts = Omit<
  GoalAssessment,
  "pHit" | "pHitRaw" | "fan" | "requiredRate" | "reachedBefore" | "lastMonthActionMatters" | "features"
>;

function commonParts(goal: KnownGoal, end: YearEnd): CommonParts {
  const { outerWidening: _, ...figures } = end;
  return {
    ok: true,
    ...figures,
    crossingMonthsAhead: crossing(goal, end.yearToDateFan),
    statusNow: statusNow(goal),
    model: MODEL_NAME,
    modelVersion: MODEL_VERSION,
  };
}

/** The share of paths that hit, kept off 0 and 1 by half a path: a finite sample proves neither. */
function chanceOnPaths(year: GoalYearForecast, hits: (figure: number) => boolean): number {
  let count = 0;
  for (let index = year.figures.length - year.paths; index < year.figures.length; index += 1) {
    if (hits(year.figures[index] ?? Number.NaN)) count += 1;
  }
  return (count + 0.5) / (year.paths + 1);
}

function monthlyFan(year: GoalYearForecast, outerWidening: number): FanPoint[] {
  const { monthRange, months, paths, working } = year;
  const values = working.rule === "harmonic_mean" ? months.map((value) => 1 / value) : months;
  return fanOf({ values, paths, outerWidening, ...monthRange });
}

function featuresOf(goal: KnownGoal, chance: number, spread: number): GoalAssessment["features"] {
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
  });
}

function statusNow(goal: KnownGoal): GoalAssessment["statusNow"] {
  if (goal.yearToDateTarget === null) return "unknown";
  return meetsTarget(goal.yearToDate, goal.yearToDateTarget, { direction: goal.direction })
    ? "meets"
    : "misses";
}

function crossing(goal: KnownGoal, fan: readonly FanPoint[]): number | null {
  const judged = { direction: goal.direction };
  if (meetsTarget(goal.yearToDate, goal.target, judged)) return 0;
  return fan.find((point) => meetsTarget(point.p50, goal.target, judged))?.monthsAhead ?? null;
}

function halfUnit(decimals: number | undefined): number {
  return decimals === undefined ? 0 : 0.5 * 10 ** -decimals;
}
