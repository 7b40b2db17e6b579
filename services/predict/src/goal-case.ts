import type { Direction, Period, UNASSESSED_REASONS } from "@milepost/contracts";
import type { GoalAssessmentInput } from "@milepost/forecast";
import { goalRange, linearPace, redGreen, standingActual, targetAt } from "@milepost/scoring";
import type { FigureRange, LinearPace, RuledStatus } from "@milepost/scoring";
import { addsUpOverYear, forecastInput } from "./forecast-input.ts";
import type { PathForecastable } from "./path-case.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import type { Reading } from "./series-reading.ts";

export type UnassessedReason = (typeof UNASSESSED_REASONS)[number];

/** What the forecast of a year's figure to date needs besides its seed and what was learned. */
export interface Forecastable {
  readonly input: Omit<GoalAssessmentInput, "seed" | "calibration" | "conformal">;
}

/** One goal at one period, before anything is forecast; figures in the KPI's unit (of `control` shares), null is unknown. */
export interface GoalCase {
  readonly measured: MeasuredGoal;
  /** Index of the period in the goal's window. */
  readonly index: number;
  readonly period: Period;
  readonly actual: number | null;
  readonly targetToDate: number | null;
  readonly target: number | null;
  /** The figures that meet the target; infinite where open. */
  readonly range: FigureRange | null;
  readonly status: RuledStatus;
  readonly pace: LinearPace;
  readonly forecast: Forecastable | PathForecastable | { readonly reason: UnassessedReason };
}

/** Gathers what is known of a goal at the period of an index. */
export function goalCase(measured: MeasuredGoal, index: number, reading: Reading): GoalCase {
  const { goal, kpi, kpiId, series } = measured;
  const period = measured.periods[index] as Period;
  const values = reading.seriesOf(kpiId, series);
  const actual = standingActual({ goal, kpi, values }, period);
  const targets = targetAt({ goal, kpi, values }, period);
  const addsUp = addsUpOverYear(measured, { reading, last: period });
  const rangeOf = (target: number | null): FigureRange | null =>
    target === null ? null : goalRange({ measure: goal.measure, direction: kpi.direction }, target);
  const facts = {
    measured,
    index,
    period,
    actual,
    targetToDate: targets.toDate,
    target: targets.due,
    range: rangeOf(targets.due),
    status: redGreen({ actual, range: rangeOf(targets.toDate) }),
    pace: linearPace({ goal, kpi, addsUp, values, actual, target: targets.due }, period),
  };
  return { ...facts, forecast: forecastOf(facts, { addsUp, reading }) };
}

/** A goal's facts with all that a forecast must know. */
export interface KnownFacts {
  readonly measured: MeasuredGoal;
  readonly index: number;
  readonly period: Period;
  readonly actual: number;
  readonly targetToDate: number | null;
  readonly target: number;
  readonly direction: Direction;
  readonly range: FigureRange;
  /** Whether the measured figure is a year's total so far. */
  readonly addsUp: boolean;
}

function forecastOf(
  facts: Omit<GoalCase, "forecast">,
  { addsUp, reading }: Pick<KnownFacts, "addsUp"> & { readonly reading: Reading },
): GoalCase["forecast"] {
  const { actual, target, targetToDate, measured, range } = facts;
  const { direction } = measured.kpi;
  if (direction === undefined) return { reason: "not_supported" };
  if (actual === null) return { reason: "no_data" };
  if (target === null) return { reason: targetToDate === null ? "no_target" : "no_history_ratio" };
  // To be in a range without saying in which: plans of before ranges could be had.
  if (range === null) return { reason: "not_supported" };
  return forecastInput({ ...facts, actual, target, direction, range, addsUp }, reading);
}
