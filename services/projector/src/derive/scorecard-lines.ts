import type { Position } from "@milepost/contracts";
import { scorecardPeriods } from "@milepost/plan";
import type { MeasuredObjects, ProgressOfGoals } from "@milepost/plan";
import { versionOf } from "../position.ts";
import { NO_ROWS } from "./goal-progress-lines.ts";

/** The JSON lines of one scorecard at every period in which one of its goals has a value. */
export function scorecardLines(
  id: string,
  inputs: {
    readonly objects: MeasuredObjects;
    readonly progress: ProgressOfGoals;
    readonly position: Position;
  },
): readonly string[] {
  const { objects, position } = inputs;
  if (!objects.scorecards.has(id)) return [];
  const computed = { inputs_position: JSON.stringify(position), version: versionOf(position) };
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
