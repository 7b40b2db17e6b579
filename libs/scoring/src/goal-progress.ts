import { periodEndsAt } from "@milepost/contracts";
import type { Goal, Kpi, Period } from "@milepost/contracts";
import { actualAt } from "./actual-at.ts";
import { goalPeriods } from "./goal-periods.ts";
import { margin } from "./hits.ts";
import { progress } from "./progress.ts";
import { roundFigure } from "./round-figure.ts";
import type { PeriodValue, SeriesValues } from "./series-values.ts";
import { RED_GREEN } from "./status-rules.ts";
import type { RuledStatus } from "./status.ts";
import { statusOf } from "./status.ts";
import { startingPoint, targetAt } from "./target-at.ts";

/** A goal at a period; figures in the KPI's unit, progress as a share (1 is the target), null is unknown. */
export interface GoalProgressRow extends RuledStatus {
  readonly period: Period;
  readonly actual: number | null;
  /** The trajectory's target at this period: what the status compares with. */
  readonly targetToDate: number | null;
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
  const last = periods.findLastIndex((period) => hasValue(input.values.get(period.label)));
  return periods.slice(0, last + 1).map((period) => progressRow(input, period));
}

function hasValue(value: PeriodValue | undefined): boolean {
  return value !== undefined && (value.actual !== null || value.planned !== null);
}

function progressRow(input: GoalProgressInput, period: Period): GoalProgressRow {
  const { goal, kpi } = input;
  const actual = actualAt(input, period);
  const target = targetAt({ goal, kpi, values: publishedBy(input, period) }, period);
  const from = startingPoint(goal.measure);
  const direction = kpi.direction ?? "increase";
  const due = target.due;
  return {
    period,
    actual: roundFigure(actual),
    targetToDate: roundFigure(target.toDate),
    dueTarget: roundFigure(due),
    expectedProgress: roundFigure(progress({ from, actual: target.toDate, to: due, direction })),
    progress: roundFigure(progress({ from, actual, to: due, direction })),
    ...redGreen({ actual, target: target.toDate, direction: kpi.direction }),
  };
}

/** The plain red/green status of an actual against its target to date; unknown when either is, or no direction. */
export function redGreen(input: {
  readonly actual: number | null;
  readonly target: number | null;
  readonly direction: Kpi["direction"];
}): RuledStatus {
  const { actual, target, direction } = input;
  if (actual === null || target === null || direction === undefined) return statusOf(RED_GREEN, null);
  return statusOf(RED_GREEN, margin(actual, target, direction));
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
