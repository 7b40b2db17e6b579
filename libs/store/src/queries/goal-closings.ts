import type { Position } from "@milepost/contracts";
import { z } from "zod";
import { instantParam } from "../index.ts";
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
  /** Only what could be known at this instant (epoch milliseconds). */
  readonly at?: number;
}

/** All closings of a goal, by any of its ids, that could be known at an instant (epoch milliseconds), those that were corrected since, too; the one that counts is the last. */
export function closingsOfGoal(goals: readonly string[], at: number): Query<GoalClosingRow> {
  return {
    name: "closings of a goal",
    sql: `SELECT * FROM {base:Identifier}.goal_closings FINAL WHERE goal IN {goals:Array(String)} AND as_of <= {at:DateTime64(3, 'UTC')} ORDER BY as_of, log_offset`,
    params: { goals, at: instantParam(at) },
    settings: { max_threads: 1 },
    row: goalClosingRow,
  };
}

/** The closing of each closed goal that counts, of the latest moment and of that the last one, private goals included. */
export function goalClosings({ goals, position, at }: GoalClosingsOptions = {}): Query<GoalClosingRow> {
  const where = allOf(
    goals && "goal IN {goals:Array(String)}",
    position && "log_offset < {end:UInt64}",
    at !== undefined && "as_of <= {at:DateTime64(3, 'UTC')}",
  );
  return {
    name: "goal closings",
    sql: `SELECT * EXCEPT (newest) FROM (
  SELECT *, row_number() OVER (PARTITION BY goal ORDER BY as_of DESC, log_offset DESC) AS newest FROM {base:Identifier}.goal_closings FINAL WHERE ${where}
) WHERE newest = 1 ORDER BY goal`,
    params: given({
      goals,
      end: position && (position["assessments/0"] ?? 0),
      at: at === undefined ? undefined : instantParam(at),
    }),
    settings: { max_threads: 1 },
    row: goalClosingRow,
  };
}
