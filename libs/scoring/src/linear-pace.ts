import { shiftPeriod } from "@milepost/contracts";
import type { Goal, Kpi, Period } from "@milepost/contracts";
import { goalPeriods } from "./goal-periods.ts";
import type { SeriesValues } from "./series-values.ts";
import { elapsedShare, startingPoint, summedShare } from "./target-at.ts";
import { goalRange, isInRange } from "./target-range.ts";

/** A goal's standing against the straight line from its start to its target, in the KPI's unit. */
export interface LinearPace {
  /** What the line asks for at the end of the period; null: no start or no target is known. */
  readonly expected: number | null;
  readonly status: "on_pace" | "behind" | "unknown";
}

export interface LinearPaceInput {
  readonly goal: Pick<Goal, "window" | "measure">;
  readonly kpi: Pick<Kpi, "grain" | "direction" | "restarts">;
  /** Whether the measured figure adds up from nothing: a total that restarts each year. */
  readonly addsUp: boolean;
  readonly values: SeriesValues;
  /** What was reached by the end of the period, and what is due at the end of the window. */
  readonly actual: number | null;
  readonly target: number | null;
}

/**
 * Linear pace, the flag of most products: on pace while the actual is no worse than start + (target − start) × elapsed
 * share. The start is the plan's `from`; a sum starts at 0, that of a year with its year; anything else where it stood
 * one period before the window.
 * Within a tolerance or a range around the line is on pace; to hit one figure exactly has no pace. Of `control` the share asked
 * for is what each period asks for.
 */
export function linearPace(input: LinearPaceInput, period: Period): LinearPace {
  const { goal, kpi, actual, target } = input;
  const expected = goal.measure.evaluation === "control" ? target : onTheLine(input, period);
  if (expected === null) return { expected, status: "unknown" };
  const range = goalRange({ measure: goal.measure, direction: kpi.direction }, expected);
  if (actual === null || range === null || range.lower === range.upper)
    return { expected, status: "unknown" };
  return { expected, status: isInRange(actual, range) ? "on_pace" : "behind" };
}

function onTheLine(input: LinearPaceInput, period: Period): number | null {
  const { goal, addsUp, target } = input;
  const start = startOf(input);
  if (start === null || target === null) return null;
  const sums = addsUp || goal.measure.evaluation === "cumulative";
  const share = sums ? summedShare(input, period) : elapsedShare(input, period);
  return start + (target - start) * share;
}

function startOf({ goal, kpi, addsUp, values }: LinearPaceInput): number | null {
  const stated = startingPoint(goal.measure);
  if (stated !== null) return stated;
  const periods = goalPeriods(goal, kpi);
  const [first] = periods;
  const due = periods.at(-1);
  if (first === undefined || due === undefined) return null;
  // No line leads over the turn of a year that starts at nothing.
  if (addsUp && yearOf(due) !== yearOf(first)) return null;
  const before = shiftPeriod(first, -1);
  if (addsUp && yearOf(before) !== yearOf(first)) return 0;
  const { evaluation } = goal.measure;
  if (evaluation !== "at-due" && evaluation !== "in-range") return null;
  return values.get(before.label)?.actual ?? null;
}

const YEAR_CHARACTERS = 4;

/** The year that a figure of the period counts from; of a week the ISO year. */
function yearOf({ label }: Period): string {
  return label.slice(0, YEAR_CHARACTERS);
}
