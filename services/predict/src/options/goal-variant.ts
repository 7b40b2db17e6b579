import { windowDates } from "@milepost/contracts";
import type { Goal, Period } from "@milepost/contracts";
import { shiftPeriod } from "@milepost/contracts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { withWindow } from "../measured-goal.ts";
import type { KnownSeries, KnownValue, Reading } from "../series-reading.ts";

/** A goal with another target or due date, what is then known of its KPI, and what has to be written for it. */
export interface GoalVariant {
  readonly measured: MeasuredGoal;
  readonly reading: Reading;
  /** The line of the plan file, or the planned value, that makes the goal so. */
  readonly line: string;
}

/** The goal due so many periods later. */
export function dueLater(
  measured: MeasuredGoal,
  reading: Reading,
  periods: number,
): GoalVariant & { readonly due: Period } {
  const { id, goal } = measured;
  const due = shiftPeriod(measured.periods.at(-1) as Period, periods);
  const { from } = windowDates(goal.window);
  const window = { from, to: due.end };
  const line =
    typeof goal.window === "number"
      ? `goals.${id}.window: { from: ${from}, to: ${due.end} }`
      : `goals.${id}.window.to: ${due.end}`;
  return { measured: withWindow(measured, window), reading, line, due };
}

/** The goal with another target in its due period. */
export function withTarget(measured: MeasuredGoal, reading: Reading, target: number): GoalVariant {
  const { id, goal } = measured;
  const { measure } = goal;
  const { trajectory } = measure;
  const due = measured.periods.at(-1) as Period;
  const changed = (path: string, changes: Partial<Goal["measure"]>): GoalVariant => ({
    measured: { ...measured, goal: { ...goal, measure: { ...measure, ...changes } } },
    reading,
    line: `goals.${id}.measure.${path}: ${target}`,
  });
  if (measure.evaluation === "control") return changed("successRatio", { successRatio: target });
  if (typeof trajectory === "string") return changed("to", { to: target });
  if ("planned" in trajectory) {
    const { kpi, series } = measure;
    const of = Object.entries(series).map(([name, value]) => ` ${name}=${value}`);
    const line = `planned value of ${kpi}${of.join("")} for ${due.label}: ${target}`;
    return { measured, reading: withPlanned(reading, measured, target), line };
  }
  if (measure.to !== undefined) return changed("to", { to: target });
  const phased = { ...trajectory.phased, [due.label]: target };
  return changed(`trajectory.phased.${due.label}`, { trajectory: { phased } });
}

function withPlanned(reading: Reading, { kpiId, series, periods }: MeasuredGoal, target: number): Reading {
  const values = reading.seriesOf(kpiId, series);
  const due = periods.at(-1)?.label ?? "";
  const value: KnownValue = { ...UNKNOWN, ...values.get(due), planned: target };
  const changed: KnownSeries = new Map([...values, [due, value]]);
  return {
    ...reading,
    seriesOf: (kpi, of) => (kpi === kpiId && of === series ? changed : reading.seriesOf(kpi, of)),
  };
}

const UNKNOWN: KnownValue = { actual: null, planned: null, actualKnownAt: null, plannedKnownAt: null };
