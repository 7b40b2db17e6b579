import type { Period } from "@milepost/contracts";
import { goalRange, scorecardRows } from "@milepost/scoring";
import type { ScorecardItemState, ScorecardRow } from "@milepost/scoring";
import { goalAt, periodsOfGoals } from "./goal-at-period.ts";
import type { ScoredGoal } from "./goal-at-period.ts";
import type { MeasuredObjects } from "./measured-objects.ts";
import { NO_PROGRESS } from "./progress-of-goals.ts";
import type { ProgressOfGoals } from "./progress-of-goals.ts";

/** A scorecard at one period: all of its rows, bottom up. */
export interface ScorecardPeriod {
  readonly period: Period;
  readonly rows: readonly ScorecardRow[];
}

/**
 * A scorecard at every period in which one of its goals has a row; none for an id that no scorecard has, and of one that left the
 * plan those that were over by then. Private goals are left out: what is alone in its group would be told by the group's score.
 */
export function scorecardPeriods(
  id: string,
  { objects, progress }: { readonly objects: MeasuredObjects; readonly progress: ProgressOfGoals },
): readonly ScorecardPeriod[] {
  const scorecard = objects.scorecards.get(id);
  if (scorecard === undefined) return [];
  const goals = new Map<string, ScoredGoal>();
  for (const { goal: item } of scorecard.items) {
    const goal = objects.goals.get(item);
    const kpi = goal && objects.kpis.get(goal.measure.kpi);
    if (goal !== undefined && kpi !== undefined && !goal.private)
      goals.set(item, { goal, kpi, ...(progress.get(item) ?? NO_PROGRESS) });
  }
  const left = objects.leftOn.get(`scorecard/${id}`);
  const periods = periodsOfGoals([...goals.values()]).filter(({ end }) => left === undefined || end < left);
  return periods.map((period) => {
    const stateOf = (item: string): ScorecardItemState | undefined => {
      const scored = goals.get(item);
      return scored && itemState(scored, period);
    };
    return { period, rows: scorecardRows({ id, scorecard, stateOf }) };
  });
}

/** A goal's state at a period of its window; without a value it is unknown there, not absent. */
function itemState(scored: ScoredGoal, period: Period): ScorecardItemState | undefined {
  const standing = goalAt(scored, period);
  if (standing === undefined) return undefined;
  const { goal, kpi } = scored;
  const target = standing.row?.targetToDate ?? null;
  const rule = { measure: goal.measure, direction: kpi.direction };
  return {
    actual: standing.row?.actual ?? null,
    target,
    range: target === null ? null : goalRange(rule, target),
    isShare: goal.measure.evaluation === "control",
    unit: kpi.belongsTo ?? null,
    category: kpi.category ?? null,
    perspective: kpi.perspective ?? null,
  };
}
