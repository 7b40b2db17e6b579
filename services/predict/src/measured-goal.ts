import { addDuration, periodEndsAt, seriesKey } from "@milepost/contracts";
import type { Goal, Kpi, Period } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { formerIds, timeZoneOf } from "@milepost/plan";
import { goalPeriods } from "@milepost/scoring";

/** A goal with everything of the plan that its assessment needs. */
export interface MeasuredGoal {
  readonly id: string;
  /** Ids that it had before it was renamed. */
  readonly formerIds: readonly string[];
  readonly goal: Goal;
  readonly kpiId: string;
  /** The KPI that the goal measures. */
  readonly kpi: Kpi;
  /** The KPI whose own values are forecast: the one behind a to-date figure, else the measured one. */
  readonly baseId: string;
  readonly base: Kpi;
  readonly series: string;
  readonly timeZone: string;
  /** Periods of the window, oldest first; the last one is due. Never empty. */
  readonly periods: readonly Period[];
  /** When each of them can be known: its end and the publication lag, in epoch milliseconds. */
  readonly knowableAt: readonly number[];
}

/** The plan's goals that can be measured at all: their KPI is there and their window holds a whole period. */
export function measuredGoals(plan: PlanState): readonly MeasuredGoal[] {
  return [...plan.goals.values()].flatMap(({ id, definition: goal }) => {
    const kpi = plan.kpis.get(goal.measure.kpi)?.definition;
    if (kpi === undefined) return [];
    const periods = goalPeriods(goal, kpi);
    if (periods.length === 0) return [];
    const base = kpi.runningOf === undefined ? undefined : plan.kpis.get(kpi.runningOf);
    const timeZone = timeZoneOf(plan, kpi);
    return [
      {
        id,
        formerIds: formerIds(plan, "goal", id),
        goal,
        kpiId: goal.measure.kpi,
        kpi,
        baseId: base?.id ?? goal.measure.kpi,
        base: base?.definition ?? kpi,
        series: seriesKey(goal.measure.series),
        timeZone,
        periods,
        knowableAt: periods.map((period) => knowable(period, { kpi, timeZone })),
      },
    ];
  });
}

/** When a goal's due period can be known, in epoch milliseconds; undefined: it cannot be measured. */
export function dueKnowableAt(plan: PlanState, goal: Goal): number | undefined {
  const kpi = plan.kpis.get(goal.measure.kpi)?.definition;
  const due = kpi && goalPeriods(goal, kpi).at(-1);
  return kpi && due && knowable(due, { kpi, timeZone: timeZoneOf(plan, kpi) });
}

/** The same goal with another window. */
export function withWindow(measured: MeasuredGoal, window: Goal["window"]): MeasuredGoal {
  const { kpi, timeZone } = measured;
  const goal = { ...measured.goal, window };
  const periods = goalPeriods(goal, kpi);
  // A window that only ends later has most of its periods in the same places.
  const knowableAt = periods.map((period, at) => {
    const before = measured.periods[at]?.label === period.label ? measured.knowableAt[at] : undefined;
    return before ?? knowable(period, { kpi, timeZone });
  });
  return { ...measured, goal, periods, knowableAt };
}

interface Lag {
  readonly kpi: Pick<Kpi, "publicationLag">;
  readonly timeZone: string;
}

const REMEMBERED_INSTANTS = 20_000;
// Most goals share their periods, and what could be done about alerts is tried on many dates.
const instants = new Map<string, number>();

function knowable(period: Period, { kpi, timeZone }: Lag): number {
  const key = `${period.label} ${timeZone} ${kpi.publicationLag}`;
  const known = instants.get(key);
  if (known !== undefined) return known;
  if (instants.size >= REMEMBERED_INSTANTS) instants.clear();
  const instant = addDuration(periodEndsAt(period, timeZone), kpi.publicationLag, timeZone);
  instants.set(key, instant);
  return instant;
}

/** Index of the goal's last period that could be known at an instant; −1 when none could. */
export function lastKnowable(measured: MeasuredGoal, instant: number): number {
  return measured.knowableAt.findLastIndex((known) => known <= instant);
}

/** Whether a goal has begun (a period is over) and is not yet due at an instant. */
export function isOpen(measured: MeasuredGoal, instant: number): boolean {
  const last = lastKnowable(measured, instant);
  return last >= 0 && last < measured.periods.length - 1;
}

/** Periods from the one of an index to the due one. */
export function periodsLeft(measured: MeasuredGoal, index: number): number {
  return measured.periods.length - 1 - index;
}
