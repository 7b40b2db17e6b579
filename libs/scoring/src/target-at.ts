import type { Goal, Kpi, Period } from "@milepost/contracts";
import { goalPeriods, yearBefore } from "./goal-periods.ts";
import { roundValue } from "./round-figure.ts";
import type { SeriesValues } from "./series-values.ts";
import { isInRange, middleOf, valueRange } from "./target-range.ts";

/** What a goal's trajectory asks for, in the KPI's unit; null is unknown. */
export interface Targets {
  /** At the end of the asked period. */
  readonly toDate: number | null;
  /** At the end of the due period, as far as it can be known. */
  readonly due: number | null;
}

/** A goal, its KPI, and the values that may be looked at. */
export interface TargetInput {
  readonly goal: Pick<Goal, "window" | "measure">;
  readonly kpi: Pick<Kpi, "grain" | "direction">;
  /** Only planned values count here, and every one that is given does: cut them to the moment in question first. */
  readonly values: SeriesValues;
}

/**
 * What the goal's figure is held against at a period: of `control` the share of periods that must meet their target
 * (OKR-8), known where theirs is; else the values' own target.
 */
export function targetAt(input: TargetInput, period: Period): Targets {
  const asked = valueTargetAt(input, period);
  const { evaluation, successRatio = 1 } = input.goal.measure;
  if (evaluation !== "control") return asked;
  const known = (target: number | null): number | null => (target === null ? null : successRatio);
  return { toDate: known(asked.toDate), due: known(asked.due) };
}

/**
 * The target of a goal's values at a period of its window: the trajectory is the only target, a range's is its middle.
 * `linear` climbs from `from` (of a sum: 0) to `to` by days (0 on the first day of the first period, 1 on the last of the due
 * one; X-4) and is level at `to` without it, and where it already meets the target (a goal to hold; X-3); `step` asks for `to` from the first day on; `phased` holds the last planned step; `planned`
 * takes the newest planned value of the window at or before the period, and until the due period's own one is
 * published stretches it by last year's ratio where the trajectory says so; without that history it is unknown.
 */
export function valueTargetAt(input: TargetInput, period: Period): Targets {
  const { measure } = input.goal;
  const to = measure.to ?? (measure.range === undefined ? null : middleOf(measure.range));
  const { trajectory } = measure;
  if (trajectory === "step") return { toDate: to, due: to };
  if (trajectory === "linear") {
    const from = startingPoint(measure);
    if (from === null || to === null || isToHold(input, to)) return { toDate: to, due: to };
    const shareAt = measure.evaluation === "cumulative" ? summedShare : elapsedShare;
    const share = shareAt(input, period);
    // What is multiplied and added again may miss its last digit.
    return { toDate: share === 1 ? to : roundValue(from + (to - from) * share), due: to };
  }
  if ("phased" in trajectory) return phasedTargets(input, period, trajectory.phased);
  return plannedTargets(input, period, trajectory.planned);
}

/** Where a goal starts, in the KPI's unit: a sum always at 0 (ADR 9), anything else where the plan says; null is unknown. */
export function startingPoint({ from, evaluation }: Goal["measure"]): number | null {
  return evaluation === "cumulative" ? 0 : (from ?? null);
}

/** Whether a goal starts where it must be: the way there would ask for more than the target, or for what misses it. */
function isToHold({ goal: { measure }, kpi: { direction } }: TargetInput, to: number): boolean {
  if (measure.from === undefined || measure.evaluation === "cumulative") return false;
  const range = valueRange({ measure, direction }, to);
  return range !== null && isInRange(measure.from, range);
}

type Way = Pick<TargetInput, "goal" | "kpi">;

/** Share of the days of a goal's periods that have passed at the end of one: 0 on the first day, 1 on the last. */
export function elapsedShare(way: Way, period: Pick<Period, "end">): number {
  return shareOfDays(way, period, 0);
}

/** Share of the days of a goal's periods that a sum holds at the end of one: the first day adds to it like every other. */
export function summedShare(way: Way, period: Pick<Period, "end">): number {
  return shareOfDays(way, period, 1);
}

/** The days count from the first whole period of the window to the due one's end: only they hold values of the goal. */
function shareOfDays({ goal, kpi }: Way, period: Pick<Period, "end">, firstDay: 0 | 1): number {
  const periods = goalPeriods(goal, kpi);
  const [first] = periods;
  const due = periods.at(-1);
  if (first === undefined || due === undefined) return 1;
  const total = daysBetween(first.start, due.end) + firstDay;
  if (total <= 0) return 1;
  return Math.min(1, Math.max(0, (daysBetween(first.start, period.end) + firstDay) / total));
}

const DAY_MS = 86_400_000;

/** Whole days between two local dates; dates without a time are read as UTC, which has no hour to lose. */
function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

function phasedTargets(
  { goal, kpi }: TargetInput,
  period: Period,
  phased: Readonly<Record<string, number>>,
): Targets {
  const periods = goalPeriods(goal, kpi);
  const heldAt = (last: string): number | null =>
    periods.reduce<number | null>(
      (held, one) => (one.start <= last ? (phased[one.label] ?? held) : held),
      // What the window before came to says nothing of a sum that starts at 0.
      goal.measure.evaluation === "cumulative" ? null : (goal.measure.from ?? null),
    );
  const due = periods.at(-1);
  return {
    toDate: heldAt(period.start),
    due: goal.measure.to ?? (due === undefined ? null : heldAt(due.start)),
  };
}

function plannedTargets(
  { goal, kpi, values }: TargetInput,
  period: Period,
  until: "latest" | "last-year-ratio",
): Targets {
  const planned = (one: Period): number | null => values.get(one.label)?.planned ?? null;
  const periods = goalPeriods(goal, kpi);
  const due = periods.at(-1);
  if (due === undefined) return { toDate: null, due: null };
  const newest = periods.findLast((one) => one.start <= period.start && planned(one) !== null);
  const value = newest === undefined ? null : planned(newest);
  const toDate = until === "latest" || newest?.label === period.label ? value : null;
  const published = planned(due);
  if (published !== null) return { toDate, due: published };
  if (newest === undefined || value === null) return { toDate, due: null };
  if (until === "latest") return { toDate, due: value };
  const lastDue = planned(yearBefore(due));
  const lastSame = planned(yearBefore(newest));
  if (lastDue === null || lastSame === null || lastSame === 0) return { toDate, due: null };
  return { toDate, due: roundValue((value * lastDue) / lastSame) };
}
