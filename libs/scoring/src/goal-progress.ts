import { periodEndsAt } from "@milepost/contracts";
import type { Goal, Kpi, Period } from "@milepost/contracts";
import { goalPeriods } from "./goal-periods.ts";
import { keptPeriods } from "./kept-periods.ts";
import { progress } from "./progress.ts";
import { roundFigure, roundGoalFigure } from "./round-figure.ts";
import type { PeriodValue, SeriesValues } from "./series-values.ts";
import { standingActual } from "./standing-actual.ts";
import { RED_GREEN } from "./status-rules.ts";
import type { RuledStatus } from "./status.ts";
import { statusOf } from "./status.ts";
import { startingPoint, targetAt } from "./target-at.ts";
import type { Targets } from "./target-at.ts";
import type { FigureRange } from "./target-range.ts";
import { goalRange, rangeMargin } from "./target-range.ts";

/** A goal at a period; figures in the KPI's unit (of `control` shares), progress as a share (1 is the target), null is unknown. */
export interface GoalProgressRow extends RuledStatus {
  readonly period: Period;
  readonly actual: number | null;
  /** The trajectory's target at this period: what the status compares with. */
  readonly targetToDate: number | null;
  /** The ends of the figures that meet it; null where a side is open. */
  readonly targetLower: number | null;
  readonly targetUpper: number | null;
  /** The due period's target, as far as it could be known at this period. */
  readonly dueTarget: number | null;
  readonly expectedProgress: number | null;
  /** Raw, unclamped. */
  readonly progress: number | null;
}

export interface GoalProgressInput {
  readonly goal: Goal;
  /** The KPI that the goal measures. */
  readonly kpi: Kpi;
  /** Its series' values, by period label: the window's and, for `last-year-ratio`, those of the year before. */
  readonly values: SeriesValues;
  /** Time zone of the KPI's calendar, such as `America/New_York`. */
  readonly timeZone: string;
}

/** One row per period of the goal's window, from its first to the last one with a value; each sees later periods' targets only when they had been published. */
export function goalProgress(input: GoalProgressInput): readonly GoalProgressRow[] {
  const periods = goalPeriods(input.goal, input.kpi);
  return periods.slice(0, countToLast(periods, input)).map((period) => progressRow(input, period));
}

/**
 * Where a goal still stands one period after its last row, by what came before: its best value, or its share of kept periods.
 * Null where that is unknown, or its window over.
 */
export function goalProgressAfter(input: GoalProgressInput): GoalProgressRow | null {
  const periods = goalPeriods(input.goal, input.kpi);
  const next = periods[countToLast(periods, input)];
  return next === undefined || standingActual(input, next) === null ? null : progressRow(input, next);
}

/** How many of a goal's periods there are up to the last one with a value. */
function countToLast(periods: readonly Period[], { values }: GoalProgressInput): number {
  return periods.findLastIndex((period) => hasValue(values.get(period.label))) + 1;
}

function hasValue(value: PeriodValue | undefined): boolean {
  return value !== undefined && (value.actual !== null || value.planned !== null);
}

function progressRow(input: GoalProgressInput, period: Period): GoalProgressRow {
  const { goal, kpi } = input;
  const actual = standingActual(input, period);
  const target = targetAt({ goal, kpi, values: publishedBy(input, period) }, period);
  const rule = { measure: goal.measure, direction: kpi.direction };
  const range = target.toDate === null ? null : goalRange(rule, target.toDate);
  const isControl = goal.measure.evaluation === "control";
  const written = (figure: number | null): number | null => roundGoalFigure(figure, goal.measure);
  const shares = isControl
    ? controlShares(input, period, actual === null ? null : target.due)
    : lineShares(input, actual, target);
  return {
    period,
    actual: written(actual),
    targetToDate: written(target.toDate),
    targetLower: written(range?.lower ?? null),
    targetUpper: written(range?.upper ?? null),
    dueTarget: written(target.due),
    expectedProgress: roundFigure(shares.expected),
    progress: roundFigure(shares.progress),
    ...redGreen({ actual, range }),
  };
}

interface Shares {
  readonly expected: number | null;
  readonly progress: number | null;
}

function lineShares({ goal, kpi }: GoalProgressInput, actual: number | null, target: Targets): Shares {
  const rule = { measure: goal.measure, direction: kpi.direction ?? "increase" } as const;
  const to = target.due;
  const way = { from: startingPoint(goal.measure), to, range: to === null ? null : goalRange(rule, to) };
  return {
    expected: progress({ ...way, actual: target.toDate }),
    progress: progress({ ...way, actual }),
  };
}

/** OKR-8: each of n periods that is kept adds 1/n, of the share of them that is asked. */
function controlShares(input: GoalProgressInput, period: Period, ratio: number | null): Shares {
  const { kept, known, elapsed, total } = keptPeriods(input, period);
  if (ratio === null || known === 0) return { expected: null, progress: null };
  return { expected: elapsed / total, progress: kept / total / ratio };
}

/** The plain red/green status of an actual against the figures that meet its target; unknown when either is. */
export function redGreen(input: {
  readonly actual: number | null;
  readonly range: FigureRange | null;
}): RuledStatus {
  const { actual, range } = input;
  return statusOf(RED_GREEN, actual === null || range === null ? null : rangeMargin(actual, range));
}

/** The values that a period's target may look at: targets that were published later were not known then. */
function publishedBy({ goal, values, timeZone }: GoalProgressInput, period: Period): SeriesValues {
  const { trajectory } = goal.measure;
  // Only a planned series is published at all; every other target stands in the plan.
  if (typeof trajectory === "string" || !("planned" in trajectory)) return values;
  let end: number | undefined;
  const seen = new Map<string, PeriodValue>();
  for (const [label, value] of values) {
    if (label <= period.label) {
      seen.set(label, value);
      continue;
    }
    if (typeof value.plannedKnownAt !== "number") continue;
    end ??= periodEndsAt(period, timeZone);
    if (value.plannedKnownAt <= end) seen.set(label, value);
  }
  return seen;
}
