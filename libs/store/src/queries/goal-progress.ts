import { z } from "zod";
import type { Query } from "../index.ts";
import { allOf, given } from "./conditions.ts";
import { count, date, figure, text } from "./row-fields.ts";

export const goalProgressRow = z.object({
  goal: text,
  kpi: text,
  period_label: text,
  period_start: date,
  period_end: date,
  actual: figure,
  target: figure,
  /** The ends of the figures that meet it; null where a side is open. */
  target_lower: figure,
  target_upper: figure,
  due_target: figure,
  expected_progress: figure,
  progress: figure,
  status: z.enum(["on_track", "watch", "off_track", "unknown"]),
  rule_id: text,
  rule_version: text,
  vendor_label: text,
  /** JSON: first unread offset per partition. */
  inputs_position: text,
  version: count,
});
/** A goal at a period; figures in the KPI's unit, null is unknown. */
export type GoalProgressRow = z.infer<typeof goalProgressRow>;

/** Where goals stand, by goal and period. */
export function goalProgress(
  options: {
    readonly goals?: readonly string[];
    /** First and last `period_start` wanted, local dates, inclusive. */
    readonly from?: string;
    readonly to?: string;
  } = {},
): Query<GoalProgressRow> {
  const where = allOf(
    options.goals && "goal IN {goals:Array(String)}",
    options.from !== undefined && "period_start >= {from:Date32}",
    options.to !== undefined && "period_start <= {to:Date32}",
  );
  return {
    name: "goal progress",
    sql: `SELECT * FROM goal_progress WHERE ${where} ORDER BY goal, period_start`,
    params: given({ ...options }),
    settings: { max_threads: 1 },
    row: goalProgressRow,
  };
}
