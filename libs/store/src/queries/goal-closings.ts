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

/** The newest closing of each closed goal, private ones included. */
export function goalClosings(options: { readonly goals?: readonly string[] } = {}): Query<GoalClosingRow> {
  return {
    name: "goal closings",
    sql: `SELECT * EXCEPT (newest) FROM (
  SELECT *, row_number() OVER (PARTITION BY goal ORDER BY log_offset DESC) AS newest FROM {base:Identifier}.goal_closings FINAL WHERE ${allOf(options.goals && "goal IN {goals:Array(String)}")}
) WHERE newest = 1 ORDER BY goal`,
    params: given({ goals: options.goals }),
    settings: { max_threads: 1 },
    row: goalClosingRow,
  };
}
