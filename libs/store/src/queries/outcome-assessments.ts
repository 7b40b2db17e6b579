import { z } from "zod";
import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { endedGoals, endedWindows, MADE_IN_WINDOW, TOLD_BY, TOLD_ONCE } from "../views/ended-goals.ts";
import { currentGoal } from "../views/goal-names.ts";
import { count, figure, flag, text } from "./row-fields.ts";

export const outcomeAssessmentRow = z.object({
  goal: text,
  kpi: text,
  period: text,
  periods_left: count,
  p_hit: z.number(),
  rule_status: z.enum(["on_track", "off_track", "unknown"]),
  rule_hit_rate: figure,
  pace_status: z.enum(["on_pace", "behind", "unknown"]),
  low_80: figure,
  high_80: figure,
  low_95: figure,
  high_95: figure,
  backtest: flag,
  model: text,
  model_version: text,
  outcome: z.enum(["hit", "miss"]),
  /** Where the goal ended. */
  end: figure,
});
/** An assessment with a chance (0 to 1) and what became of its goal; figures in the KPI's unit. */
export type OutcomeAssessmentRow = z.infer<typeof outcomeAssessmentRow>;

/** What the newest assessment of a goal and moment says. */
const TOLD = [
  "p_hit",
  "rule_status",
  "rule_hit_rate",
  "pace_status",
  "low_80",
  "high_80",
  "low_95",
  "high_95",
  "backtest",
  "model",
  "model_version",
] as const;

/** Every newest assessment of a goal that was closed, hit or missed, by an instant (epoch milliseconds), in the window that ended last; of a period those under one id. */
export function outcomeAssessments(options: { readonly closedBy: number }): Query<OutcomeAssessmentRow> {
  const closedBy = "{closedBy:DateTime64(3, 'UTC')}";
  const told = TOLD.map((name, index) => `told.${index + 1} AS ${name}`);
  return {
    name: "outcome assessments",
    sql: `SELECT ${Object.keys(outcomeAssessmentRow.shape).join(", ")} FROM (
  SELECT *, ${TOLD_BY} FROM (
    SELECT goal, named, told_at, made.as_of AS as_of, kpi, period, periods_left, ${told.join(", ")}, outcome, end
    FROM (
      SELECT ${currentGoal("{base:Identifier}", "events.goal")} AS goal, argMax(events.goal, log_offset) AS named, max(log_offset) AS told_at, as_of, any(kpi) AS kpi, any(period) AS period, any(periods_left) AS periods_left, argMax((${TOLD.join(", ")}), log_offset) AS told
      FROM {base:Identifier}.assessment_events AS events GROUP BY goal, as_of
    ) AS made
    INNER JOIN (${endedGoals("{base:Identifier}", closedBy)}) AS closed USING (goal)
    INNER JOIN (${endedWindows("{base:Identifier}", `closings.as_of <= ${closedBy}`)}) AS window USING (goal)
    WHERE ${MADE_IN_WINDOW}
  )
) WHERE p_hit IS NOT NULL AND ${TOLD_ONCE}
ORDER BY goal, as_of`,
    params: { closedBy: instantParam(options.closedBy) },
    settings: { max_threads: 1 },
    row: outcomeAssessmentRow,
  };
}
