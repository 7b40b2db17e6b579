import { z } from "zod";
import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { privateGoals } from "../views/newest-definitions.ts";
import { figure, flag, text } from "./row-fields.ts";

export const outcomeAssessmentRow = z.object({
  goal: text,
  kpi: text,
  period: text,
  p_hit: z.number(),
  rule_status: z.enum(["on_track", "off_track", "unknown"]),
  rule_hit_rate: figure,
  backtest: flag,
  outcome: z.enum(["hit", "miss"]),
});
/** An assessment with a chance (0 to 1) and what became of its goal. */
export type OutcomeAssessmentRow = z.infer<typeof outcomeAssessmentRow>;

/** Every newest assessment of a goal that was closed, hit or missed, by an instant (epoch milliseconds). */
export function outcomeAssessments(options: { readonly closedBy: number }): Query<OutcomeAssessmentRow> {
  return {
    name: "outcome assessments",
    sql: `SELECT goal, kpi, period, told.1 AS p_hit, told.2 AS rule_status, told.3 AS rule_hit_rate, told.4 AS backtest, outcome
FROM (
  SELECT goal, as_of, any(kpi) AS kpi, any(period) AS period, argMax((p_hit, rule_status, rule_hit_rate, backtest), log_offset) AS told
  FROM {base:Identifier}.assessment_events GROUP BY goal, as_of
) AS made
INNER JOIN (
  SELECT goal, outcome FROM (
    SELECT goal, argMax(outcome, log_offset) AS outcome, argMax(closings.as_of, log_offset) AS closed_at FROM {base:Identifier}.goal_closings AS closings GROUP BY goal
  ) WHERE outcome IN ('hit', 'miss') AND closed_at <= {closedBy:DateTime64(3, 'UTC')} AND goal NOT IN (${privateGoals("{base:Identifier}")})
) AS closed USING (goal)
WHERE told.1 IS NOT NULL AND made.as_of <= {closedBy:DateTime64(3, 'UTC')}
ORDER BY goal, period`,
    params: { closedBy: instantParam(options.closedBy) },
    settings: { max_threads: 1 },
    row: outcomeAssessmentRow,
  };
}
