import { GRAINS, periodContaining, windowDates } from "@milepost/contracts";
import type { Goal, Grain, Kpi, Period } from "@milepost/contracts";
import { goalPeriods } from "@milepost/scoring";
import type { GoalProgressRow } from "@milepost/scoring";

/** A goal on a scorecard, with where it stands at its periods. */
export interface ScoredGoal {
  readonly goal: Goal;
  readonly kpi: Kpi;
  readonly rows: readonly GoalProgressRow[];
}

/**
 * The periods at which a scorecard stands: those of the coarsest grain among its goals in which one of them has a
 * value. At every day of a daily goal, the monthly ones beside it would be unknown.
 */
export function periodsOfGoals(goals: readonly ScoredGoal[]): readonly Period[] {
  const grain = coarsest(goals.map(({ kpi }) => kpi.grain));
  const periods = new Map<string, Period>();
  for (const { kpi, rows } of goals) {
    let last: Period | undefined;
    for (const { period } of rows) {
      // Rows are in order, and many finer ones lie in one period.
      if (last !== undefined && period.start <= last.end) continue;
      last = kpi.grain === grain ? period : periodContaining(period.start, grain);
      periods.set(last.label, last);
    }
  }
  return [...periods.values()];
}

function coarsest(grains: readonly Grain[]): Grain {
  return GRAINS[Math.max(0, ...grains.map((grain) => GRAINS.indexOf(grain)))] ?? "month";
}

/** Where a goal stands at a scorecard's period; a row of null: it is open then, and nothing is known. */
export function goalAt(scored: ScoredGoal, at: Period): { readonly row: GoalProgressRow | null } | undefined {
  const { goal, kpi, rows } = scored;
  const { from, to } = windowDates(goal.window);
  const isFiner = kpi.grain !== at.grain;
  if (isFiner ? at.end < from || at.start > to : at.start < from || at.end > to) return undefined;
  const label = isFiner ? lastLabel(scored, at) : at.label;
  if (label === undefined) return undefined;
  return { row: rows.find(({ period }) => period.label === label) ?? null };
}

/** A goal of a finer grain stands at the last of its periods that is over by then. */
function lastLabel({ goal, kpi }: ScoredGoal, at: Period): string | undefined {
  return goalPeriods(goal, kpi).findLast(({ end }) => end <= at.end)?.label;
}
