import { GRAINS, periodContaining, windowDates } from "@milepost/contracts";
import type { Goal, Grain, Kpi, Period } from "@milepost/contracts";
import { goalPeriods } from "@milepost/scoring";
import type { GoalProgressRow } from "@milepost/scoring";
import type { ProgressOfGoal } from "./progress-of-goals.ts";

/** A goal on a scorecard, with where it stands at its periods. */
export interface ScoredGoal extends ProgressOfGoal {
  readonly goal: Goal;
  readonly kpi: Kpi;
}

/** Pages and the API look at scorecards month by month. */
const LOOKED_AT: Grain = "month";

/**
 * The periods at which a scorecard stands, wherever one of its goals has a value: those of its goals' grain; of several ones
 * those of the coarsest, but no longer ones than months where there are finer goals. At every day of a daily goal, the monthly
 * ones beside it would be unknown; at the year of a yearly goal, the monthly ones would be until the year is over.
 */
export function periodsOfGoals(goals: readonly ScoredGoal[]): readonly Period[] {
  const grain = grainOf(goals.map(({ kpi }) => kpi.grain));
  const periods = new Map<string, Period>();
  for (const { kpi, rows } of goals) {
    let last: Period | undefined;
    for (const { period } of rows) {
      // Rows are in order, and many finer ones lie in one period.
      if (last !== undefined && period.start <= last.end) continue;
      last =
        kpi.grain === grain
          ? period
          : periodContaining(isFiner(kpi.grain, grain) ? period.start : period.end, grain);
      periods.set(last.label, last);
    }
  }
  return [...periods.values()];
}

function grainOf(grains: readonly Grain[]): Grain {
  const places = grains.map((grain) => GRAINS.indexOf(grain));
  const longest = Math.max(Math.min(...places), GRAINS.indexOf(LOOKED_AT));
  return GRAINS[Math.min(Math.max(...places), longest)] ?? LOOKED_AT;
}

function isFiner(one: Grain, other: Grain): boolean {
  return GRAINS.indexOf(one) < GRAINS.indexOf(other);
}

/**
 * Where a goal stands at a scorecard's period; a row of null: it is open then, and nothing is known. A goal of another grain
 * stands at the last of its periods that is over by then, from the beginning of its first one on.
 */
export function goalAt(
  { goal, kpi, rows, after }: ScoredGoal,
  at: Period,
): { readonly row: GoalProgressRow | null } | undefined {
  const { from, to } = windowDates(goal.window);
  const rowAt = (label: string | undefined): GoalProgressRow | null =>
    rows.find(({ period }) => period.label === label) ?? (after?.period.label === label ? after : null);
  if (kpi.grain === at.grain) {
    return at.start < from || at.end > to ? undefined : { row: rowAt(at.label) };
  }
  if (at.end < from || at.start > to) return undefined;
  const periods = goalPeriods(goal, kpi);
  if (periods[0] === undefined || periods[0].start > at.end) return undefined;
  return { row: rowAt(periods.findLast(({ end }) => end <= at.end)?.label) };
}
