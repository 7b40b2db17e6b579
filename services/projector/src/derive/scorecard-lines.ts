import { windowDates } from "@milepost/contracts";
import type { Period, Position } from "@milepost/contracts";
import { scorecardRows } from "@milepost/scoring";
import type { GoalProgressRow, ScorecardItemState } from "@milepost/scoring";
import { versionOf } from "../position.ts";
import { NO_ROWS } from "./goal-progress-lines.ts";
import type { ProgressOfGoals } from "./goal-progress-lines.ts";
import type { PlanObjects } from "./plan-objects.ts";

/** The JSON lines of one scorecard at every period in which one of its goals has a value. */
export function scorecardLines(
  id: string,
  inputs: { readonly objects: PlanObjects; readonly progress: ProgressOfGoals; readonly position: Position },
): readonly string[] {
  const { objects, progress, position } = inputs;
  const scorecard = objects.scorecards.get(id);
  if (scorecard === undefined) return [];
  const computed = { inputs_position: JSON.stringify(position), version: versionOf(position) };
  const periods = new Map<string, Period>();
  const states = new Map<string, ReadonlyMap<string, GoalProgressRow>>();
  for (const { goal } of scorecard.items) {
    const rows = progress.get(goal) ?? [];
    states.set(goal, new Map(rows.map((row) => [row.period.label, row])));
    for (const { period } of rows) periods.set(period.label, period);
  }
  if (periods.size === 0) return [JSON.stringify({ scorecard: id, ...NO_ROWS, ...computed })];
  return [...periods.values()].flatMap((period) => {
    const stateOf = (goal: string): ScorecardItemState | undefined =>
      itemState(goal, { objects, period, row: states.get(goal)?.get(period.label) });
    return scorecardRows({ id, scorecard, stateOf }).map((row) =>
      JSON.stringify({
        scorecard: id,
        period_label: period.label,
        period_start: period.start,
        period_end: period.end,
        level: row.level,
        id: row.id,
        unit: row.unit,
        category: row.category,
        perspective: row.perspective,
        goal: row.goal,
        score: row.score,
        weight: row.weight,
        coverage: row.coverage,
        items: row.items,
        unknown_items: row.unknownItems,
        ...computed,
      }),
    );
  });
}

/** A goal's state at a period of its window; without a value it is unknown there, not absent. */
function itemState(
  id: string,
  at: { readonly objects: PlanObjects; readonly period: Period; readonly row: GoalProgressRow | undefined },
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
