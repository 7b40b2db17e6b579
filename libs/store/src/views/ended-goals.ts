import { privateGoals } from "./newest-definitions.ts";

/** Goals that everybody may see whose newest closing is a hit or a miss that was known by an instant, with where they ended and what was asked for. */
export function endedGoals(base: string, closedBy: string): string {
  return `SELECT goal, outcome, end, asked FROM (
    SELECT goal, argMax(outcome, log_offset) AS outcome, argMax(tuple(actual), log_offset).1 AS end, argMax(tuple(target), log_offset).1 AS asked, argMax(closings.as_of, log_offset) AS closed_at
    FROM ${base}.goal_closings AS closings GROUP BY goal
  ) WHERE outcome IN ('hit', 'miss') AND closed_at <= ${closedBy} AND goal NOT IN (${privateGoals(base)})`;
}
