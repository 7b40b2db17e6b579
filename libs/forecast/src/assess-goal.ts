import type { WideningFactor } from "./conformal-widening.ts";
import { describeYearEnd } from "./describe-year-end.ts";
import type { YearEnd } from "./describe-year-end.ts";
import { fanOf } from "./fan.ts";
import { firstMonthOf } from "./first-month-of.ts";
import { forecastGoalYear } from "./forecast-goal-year.ts";
import type { GoalYearForecast } from "./forecast-goal-year.ts";
import type {
  Direction,
  FanPoint,
  GoalAssessment,
  GoalAssessmentInput,
  NoGoalAssessment,
} from "./goal-assessment.ts";
import { meetsTarget } from "./meets-target.ts";
import type { SeriesBreak } from "./mend-breaks.ts";
import { wideningAt } from "./widening-at.ts";
import { toWorkingSeries } from "./working-series.ts";
import type { WorkingSeries } from "./working-series.ts";
import { yearLevers } from "./year-levers.ts";
import { slackOf, toleranceOf, yearFeatures, yearOutlook } from "./year-outlook.ts";
import type { KnownGoal } from "./year-outlook.ts";

/**
 * Name of what stands behind every number of an assessment: Theta for a year's figure to date (`assessGoal`), the combined
 * forecaster for the periods of any other window (`assessPathGoal`).
 */
export const MODEL_NAME = "milepost";
/** Version of the whole; it changes whenever equal input would give other bytes. */
export const MODEL_VERSION = "6";
/** Known months below which a forecast would be a guess. */
export const FEWEST_KNOWN_MONTHS = 6;

const MONTHS = 12;

/**
 * Forecasts one goal's year to its end and sets it against its target: chance of hitting, expected end with intervals,
 * and what it takes. A pure function: the same input gives the same bytes. O(paths × months remaining × log paths).
 */
export function assessGoal(input: GoalAssessmentInput): GoalAssessment | NoGoalAssessment {
  const { direction, history, monthsElapsedInYear, target, yearToDateHistory } = input;
  const yearToDate = yearToDateHistory[history.length - 1] ?? Number.NaN;
  if (target === null || !Number.isFinite(target)) return { ok: false, reason: "no_target" };
  if (!Number.isFinite(yearToDate)) return { ok: false, reason: "no_actual" };
  const goal = { ...input, target, yearToDate };
  if (monthsElapsedInYear >= MONTHS) return judgeDecember(goal);
  const working = toWorkingSeries(history, input.rule, firstMonthOf(input));
  const known = working.values.reduce((count, value) => count + Number(Number.isFinite(value)), 0);
  if (known < FEWEST_KNOWN_MONTHS) return { ok: false, reason: "too_little_history" };
  const widening = wideningAt(input.conformal, MONTHS - monthsElapsedInYear);
  const year = forecastGoalYear(goal, working);
  if (Number.isNaN(year.anchor.total)) return { ok: false, reason: "no_actual" };
  const end = describeYearEnd(year, widening);
  const outlook = yearOutlook(goal, { year, end, factor80: widening.factor80 });
  return {
    ...commonParts(goal, end),
    ...outlook,
    fan: working.publishedIsToDate ? end.yearToDateFan : monthlyFan(year, widening),
    ...yearLevers({
      direction,
      slack: slackOf(goal),
      year,
      target: nearerEnd(goal, end),
      monthsElapsed: monthsElapsedInYear,
    }),
    breaks: year.breaks.map((one) => asPublished(one, working)),
  };
}

/** A break in the KPI's unit: of a harmonic mean, reciprocals were looked at. */
function asPublished(one: SeriesBreak, { rule, values }: WorkingSeries): SeriesBreak {
  if (rule !== "harmonic_mean") return one;
  const value = values[one.index] ?? Number.NaN;
  const expected = 1 / (value - one.size);
  const size = 1 / value - expected;
  return { ...one, size, ratio: size / expected };
}

/** The end of a range that December is expected to be nearer to; else the target. */
function nearerEnd({ target, tolerance = 0 }: KnownGoal, { expectedEnd }: YearEnd): number {
  return expectedEnd < target ? target - tolerance : target + tolerance;
}

/** In December nothing is left to forecast: the published figure decides. */
function judgeDecember(goal: KnownGoal): GoalAssessment {
  const hit = Number(meetsTarget(goal.yearToDate, goal.target, judgedAs(goal)));
  const end: YearEnd = {
    expectedEnd: goal.yearToDate,
    low80: goal.yearToDate,
    high80: goal.yearToDate,
    low95: goal.yearToDate,
    high95: goal.yearToDate,
    spread: 0,
    yearToDateFan: [],
  };
  return {
    ...commonParts(goal, end),
    pHit: hit,
    pHitRaw: hit,
    fan: [],
    requiredRate: null,
    reachedBefore: null,
    lastMonthActionMatters: null,
    breaks: [],
    features: yearFeatures(goal, hit, 0),
  };
}

type CommonParts = Omit<
  GoalAssessment,
  | ("pHit" | "pHitRaw" | "fan" | "requiredRate" | "reachedBefore" | "lastMonthActionMatters")
  | ("breaks" | "features")
>;

function commonParts(goal: KnownGoal, end: YearEnd): CommonParts {
  return {
    ok: true,
    ...end,
    crossingMonthsAhead: crossing(goal, end.yearToDateFan),
    statusNow: statusNow(goal),
    model: MODEL_NAME,
    modelVersion: MODEL_VERSION,
  };
}

function monthlyFan(
  year: GoalYearForecast,
  widening: Pick<WideningFactor, "factor80" | "factor95">,
): FanPoint[] {
  const { monthRange, months, paths, working } = year;
  const values = working.rule === "harmonic_mean" ? months.map((value) => 1 / value) : months;
  const { factor80, factor95 } = widening;
  return fanOf({ values, paths, factor80, factor95, ...monthRange });
}

function statusNow(goal: KnownGoal): GoalAssessment["statusNow"] {
  if (goal.yearToDateTarget === null) return "unknown";
  return meetsTarget(goal.yearToDate, goal.yearToDateTarget, judgedAs(goal)) ? "meets" : "misses";
}

function judgedAs(goal: KnownGoal): { readonly direction: Direction; readonly slack: number } {
  return { direction: goal.direction, slack: toleranceOf(goal) };
}

function crossing(goal: KnownGoal, fan: readonly FanPoint[]): number | null {
  const judged = judgedAs(goal);
  if (goal.rule === "sum" && goal.direction === "decrease") return null;
  if (meetsTarget(goal.yearToDate, goal.target, judged)) return 0;
  return fan.find((point) => meetsTarget(point.p50, goal.target, judged))?.monthsAhead ?? null;
}
