import { shiftPeriod } from "@milepost/contracts";
import type { Goal, Kpi, Period } from "@milepost/contracts";
import { goalPeriods } from "./goal-periods.ts";
import { hits } from "./hits.ts";
import type { SeriesValues } from "./series-values.ts";
import { elapsedShare, startingPoint, summedShare } from "./target-at.ts";

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
 * share. The start is the plan's `from`; a sum starts at 0; anything else where it stood one period before the window.
 */
export function linearPace(input: LinearPaceInput, period: Period): LinearPace {
  const { goal, kpi, addsUp, actual, target } = input;
  const start = startOf(input);
  if (start === null || target === null) return { expected: null, status: "unknown" };
  const sums = addsUp || goal.measure.evaluation === "cumulative";
  const share = sums ? summedShare(goal.window, period) : elapsedShare(goal.window, period);
  const expected = start + (target - start) * share;
  const { direction } = kpi;
  if (actual === null || direction === undefined || direction === "maintain")
    return { expected, status: "unknown" };
  return { expected, status: hits(actual, expected, direction) ? "on_pace" : "behind" };
}

function startOf({ goal, kpi, addsUp, values }: LinearPaceInput): number | null {
  const stated = startingPoint(goal.measure);
  if (stated !== null) return stated;
  if (addsUp) return 0;
  const [first] = goalPeriods(goal, kpi);
  if (first === undefined || goal.measure.evaluation !== "at-due") return null;
  return values.get(shiftPeriod(first, -1).label)?.actual ?? null;
}
