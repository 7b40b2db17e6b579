import { windowDates } from "@milepost/contracts";
import type { Period } from "@milepost/contracts";
import { scorecardRows } from "@milepost/scoring";
import type { GoalProgressRow, ScorecardItemState, ScorecardRow } from "@milepost/scoring";
import type { MeasuredObjects } from "./measured-objects.ts";
import type { ProgressOfGoals } from "./progress-of-goals.ts";

/** A scorecard at one period: all of its rows, bottom up. */
export interface ScorecardPeriod {
  readonly period: Period;
  readonly rows: readonly ScorecardRow[];
}

/** A scorecard at every period in which one of its goals has a row; none for an id that no scorecard has. */
export function scorecardPeriods(
  id: string,
  { objects, progress }: { readonly objects: MeasuredObjects; readonly progress: ProgressOfGoals },
): readonly ScorecardPeriod[] {
  const scorecard = objects.scorecards.get(id);
  if (scorecard === undefined) return [];
  const periods = new Map<string, Period>();
  const states = new Map<string, ReadonlyMap<string, GoalProgressRow>>();
  for (const { goal } of scorecard.items) {
    const rows = progress.get(goal) ?? [];
    states.set(goal, new Map(rows.map((row) => [row.period.label, row])));
    for (const { period } of rows) periods.set(period.label, period);
  }
  return [...periods.values()].map((period) => {
    const stateOf = (goal: string): ScorecardItemState | undefined =>
      itemState(goal, { objects, period, row: states.get(goal)?.get(period.label) });
    return { period, rows: scorecardRows({ id, scorecard, stateOf }) };
  });
}

/** A goal's state at a period of its window; without a value it is unknown there, not absent. */
function itemState(
  id: string,
  at: {
    readonly objects: MeasuredObjects;
    readonly period: Period;
    readonly row: GoalProgressRow | undefined;
  },
): ScorecardItemState | undefined {
  const goal = at.objects.goals.get(id);
  const kpi = goal && at.objects.kpis.get(goal.measure.kpi);
  if (goal === undefined || kpi === undefined) return undefined;
  const { from, to } = windowDates(goal.window);
  if (at.period.start < from || at.period.end > to) return undefined;
  return {
    actual: at.row?.actual ?? null,
    target: at.row?.targetToDate ?? null,
    direction: kpi.direction,
    unit: kpi.belongsTo ?? null,
    category: kpi.category ?? null,
    perspective: kpi.perspective ?? null,
  };
}
