import type { MeasuredObjects, ProgressOfGoals } from "@milepost/plan";
import type { Computed } from "./computed.ts";

/** Stands for "no rows" in a derived table: it outdates the rows before it, and no view shows it. */
export const NO_ROWS = { period_label: "", period_start: "1970-01-01", period_end: "1970-01-01" } as const;

/** The JSON lines of goals' progress, at the position that they were computed at. */
export function goalProgressLines(
  progress: ProgressOfGoals,
  objects: MeasuredObjects,
  computed: Computed,
): readonly string[] {
  return [...progress].flatMap(([goal, { rows }]) => {
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
        target_lower: row.targetLower,
        target_upper: row.targetUpper,
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
