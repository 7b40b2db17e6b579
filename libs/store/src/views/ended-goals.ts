import { privateGoals } from "./newest-definitions.ts";

const LATEST = "(closings.as_of, log_offset)";

/**
 * Goals that everybody may see whose last closing of those that were known by an instant is a hit or a miss, with where they ended
 * and what was asked for. A later word does not take back what was known before it.
 */
export function endedGoals(base: string, closedBy: string): string {
  return `SELECT goal, outcome, end, asked FROM (
    SELECT goal, argMax(outcome, ${LATEST}) AS outcome, argMax(tuple(actual), ${LATEST}).1 AS end, argMax(tuple(target), ${LATEST}).1 AS asked
    FROM ${base}.goal_closings AS closings WHERE closings.as_of <= ${closedBy} GROUP BY goal
  ) WHERE outcome IN ('hit', 'miss') AND goal NOT IN (${privateGoals(base)})`;
}
