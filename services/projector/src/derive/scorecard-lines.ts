import { scorecardPeriods } from "@milepost/plan";
import type { MeasuredObjects, ProgressOfGoals } from "@milepost/plan";
import type { Computed } from "./computed.ts";
import { NO_ROWS } from "./goal-progress-lines.ts";

/** The JSON lines of one scorecard at every period in which one of its goals has a value. */
export function scorecardLines(
  id: string,
  inputs: {
    readonly objects: MeasuredObjects;
    readonly progress: ProgressOfGoals;
    readonly computed: Computed;
  },
): readonly string[] {
  const { objects, computed } = inputs;
  if (!objects.scorecards.has(id)) return [];
  const periods = scorecardPeriods(id, inputs);
  if (periods.length === 0) return [JSON.stringify({ scorecard: id, ...NO_ROWS, ...computed })];
  return periods.flatMap(({ period, rows }) =>
    rows.map((row) =>
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
    ),
  );
}
