import type { Position } from "@milepost/contracts";
import { z } from "zod";
import type { Query } from "../index.ts";
import { allOf, given } from "./conditions.ts";
import { figure, instant, lineage, text } from "./row-fields.ts";

export const goalClosingRow = z.object({
  goal: text,
  as_of: instant,
  outcome: z.enum(["hit", "miss", "unscored"]),
  actual: figure,
  target: figure,
  /** JSON: first unread offset per partition. */
  inputs_position: text,
  recorded_at: instant,
  ...lineage,
});
/** What became of a goal; figures in the KPI's unit. */
export type GoalClosingRow = z.infer<typeof goalClosingRow>;

export interface GoalClosingsOptions {
  readonly goals?: readonly string[];
  /** Only log records below this position count. */
  readonly position?: Position;
}

/** The newest closing of each closed goal, private ones included. */
export function goalClosings({ goals, position }: GoalClosingsOptions = {}): Query<GoalClosingRow> {
  const where = allOf(goals && "goal IN {goals:Array(String)}", position && "log_offset < {end:UInt64}");
  return {
    name: "goal closings",
    sql: `SELECT * EXCEPT (newest) FROM (
  SELECT *, row_number() OVER (PARTITION BY goal ORDER BY log_offset DESC) AS newest FROM {base:Identifier}.goal_closings FINAL WHERE ${where}
) WHERE newest = 1 ORDER BY goal`,
    params: given({ goals, end: position && (position["assessments/0"] ?? 0) }),
    settings: { max_threads: 1 },
    row: goalClosingRow,
  };
}
