import { seriesKey, windowDates } from "@milepost/contracts";
import type { Goal, Position } from "@milepost/contracts";
import { timeZoneOf } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { goalProgress } from "@milepost/scoring";
import type { GoalProgressRow, SeriesValues } from "@milepost/scoring";
import { versionOf } from "../position.ts";
import type { PlanObjects } from "./plan-objects.ts";
import { seriesValuesKey } from "./series-values.ts";

/** Where each goal stands at its periods, by goal id. */
export type ProgressOfGoals = ReadonlyMap<string, readonly GoalProgressRow[]>;

export interface ProgressInputs {
  readonly plan: PlanState;
  readonly objects: PlanObjects;
  readonly values: ReadonlyMap<string, SeriesValues>;
}

const NO_VALUES: SeriesValues = new Map();

/** Computes where goals stand; a goal whose KPI is not defined has no rows. */
export function progressOfGoals(goals: Iterable<string>, inputs: ProgressInputs): ProgressOfGoals {
  const progress = new Map<string, readonly GoalProgressRow[]>();
  for (const id of goals) {
    const goal = inputs.objects.goals.get(id);
    const kpi = goal && inputs.objects.kpis.get(goal.measure.kpi);
    if (goal === undefined || kpi === undefined) continue;
    const series = inputs.values.get(seriesValuesKey(goal.measure.kpi, seriesKey(goal.measure.series)));
    const values = neededValues(goal, series ?? NO_VALUES);
    progress.set(id, goalProgress({ goal, kpi, values, timeZone: timeZoneOf(inputs.plan, kpi) }));
  }
  return progress;
}

/** A goal looks at its window and, for last year's ratio, at the year before; labels begin with their year. */
function neededValues(goal: Goal, values: SeriesValues): SeriesValues {
  const { from, to } = windowDates(goal.window);
  const first = String(Number(from.slice(0, 4)) - 1);
  const last = `${to.slice(0, 4)}~`;
  return new Map([...values].filter(([label]) => label >= first && label <= last));
}

/** Stands for "no rows" in a derived table: it outdates the rows before it, and no view shows it. */
export const NO_ROWS = { period_label: "", period_start: "1970-01-01", period_end: "1970-01-01" } as const;

/** The JSON lines of goals' progress, at the position that they were computed at. */
export function goalProgressLines(
  progress: ProgressOfGoals,
  objects: PlanObjects,
  position: Position,
): readonly string[] {
  const computed = { inputs_position: JSON.stringify(position), version: versionOf(position) };
  return [...progress].flatMap(([goal, rows]) => {
    const kpi = objects.goals.get(goal)?.measure.kpi;
    if (rows.length === 0) return [JSON.stringify({ goal, kpi, ...NO_ROWS, ...computed })];
    return rows.map((row) =>
      JSON.stringify({
        goal,
        kpi,
        period_label: row.period.label,
        period_start: row.period.start,
        period_end: row.period.end,
        actual: row.actual,
        target: row.targetToDate,
        due_target: row.dueTarget,
        expected_progress: row.expectedProgress,
        progress: row.progress,
        status: row.status,
        rule_id: row.ruleId,
        rule_version: row.ruleVersion,
        vendor_label: row.vendorLabel,
        ...computed,
      }),
    );
  });
}
