import { inferBehaviourRule } from "@milepost/forecast";
import type { GoalAssessmentInput } from "@milepost/forecast";
import type { KpiRows, TargetRows } from "./targets-rows.ts";

/** A KPI and year with a December target and figure: what a chance of hitting is scored on. */
export interface ScoredGoal {
  readonly kpi: KpiRows;
  readonly year: number;
  /** Index of its January in the series. */
  readonly january: number;
  readonly hit: boolean;
}

const MONTHS = 12;
/** Compared figures below which the rule is inferred from this year's own months too. */
const FEWEST_COMPARED = 6;

/** Lists the goals: missed when December's year-to-date figure is worse than its target, equal is a hit. */
export function listGoals(rows: TargetRows): ScoredGoal[] {
  const goals: ScoredGoal[] = [];
  for (let year = rows.firstYear; year <= rows.lastYear; year += 1) {
    const january = MONTHS * (year - rows.firstYear);
    for (const kpi of rows.kpis) {
      const actual = kpi.yearToDateActual[january + MONTHS - 1] ?? Number.NaN;
      const target = kpi.yearToDateTarget[january + MONTHS - 1] ?? Number.NaN;
      if (kpi.direction === null || Number.isNaN(actual) || Number.isNaN(target)) continue;
      goals.push({ kpi, year, january, hit: isMet(kpi, actual, target) });
    }
  }
  return goals;
}

/** Whether a figure is at least as good as a target. */
function isMet(kpi: KpiRows, actual: number, target: number): boolean {
  return kpi.direction === "increase" ? actual >= target : actual <= target;
}

/** Whether this month's figure meets this month's target; null where either is not published. */
export function isGreen(goal: ScoredGoal, month: number): boolean | null {
  const actual = goal.kpi.yearToDateActual[goal.january + month - 1] ?? Number.NaN;
  const target = goal.kpi.yearToDateTarget[goal.january + month - 1] ?? Number.NaN;
  return Number.isNaN(actual) || Number.isNaN(target) ? null : isMet(goal.kpi, actual, target);
}

/** What could be known about a goal at the end of a month of its year; nothing after that month is read. */
export function goalAsOf(goal: ScoredGoal, month: number): GoalAssessmentInput {
  const { january, kpi } = goal;
  const end = january + month;
  const history = kpi.monthlyActual.slice(0, end);
  const yearToDateHistory = kpi.yearToDateActual.slice(0, end);
  const targets = kpi.yearToDateTarget.slice(0, end);
  const rule = inferRule(history, yearToDateHistory, january);
  const bounds = boundsOf(kpi.unit, history);
  return {
    history,
    yearToDateHistory,
    monthsElapsedInYear: month,
    rule,
    yearToDateTarget: orNull(targets[end - 1]),
    target: yearEndTarget({ targets, january, month, cumulative: rule === "sum" }),
    previousTarget: orNull(targets[january - 1]),
    direction: kpi.direction ?? "maintain",
    seed: `${kpi.kpi}/${goal.year}/${month}`,
    ...(bounds === undefined ? {} : { bounds }),
    ...(kpi.decimals === undefined ? {} : { decimals: kpi.decimals }),
  };
}

function inferRule(
  history: Float64Array,
  yearToDateHistory: Float64Array,
  january: number,
): GoalAssessmentInput["rule"] {
  const earlier = inferBehaviourRule({
    history: history.subarray(0, january),
    yearToDateHistory: yearToDateHistory.subarray(0, january),
    firstMonth: 1,
  });
  if (earlier.compared >= FEWEST_COMPARED) return earlier.rule;
  return inferBehaviourRule({ history, yearToDateHistory, firstMonth: 1 }).rule;
}

interface TargetsToDate {
  readonly targets: Float64Array;
  readonly january: number;
  readonly month: number;
  readonly cumulative: boolean;
}

/** The latest published target; of a cumulative KPI times last year's ratio of December's to the same month's. */
function yearEndTarget({ targets, january, month, cumulative }: TargetsToDate): number | null {
  for (let index = january + month - 1; index >= january; index -= 1) {
    const latest = targets[index] ?? Number.NaN;
    if (Number.isNaN(latest)) continue;
    if (!cumulative) return latest;
    return orNull((latest * (targets[january - 1] ?? Number.NaN)) / (targets[index - MONTHS] ?? Number.NaN));
  }
  return null;
}

function boundsOf(unit: string, history: Float64Array): GoalAssessmentInput["bounds"] {
  if (unit === "%") return { lower: 0, upper: 100 };
  return history.some((value) => value < 0) ? undefined : { lower: 0 };
}

function orNull(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}
