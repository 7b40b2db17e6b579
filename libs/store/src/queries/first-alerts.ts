import { z } from "zod";
import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { endedGoals } from "../views/ended-goals.ts";
import { count, maybeCount, maybeText, text } from "./row-fields.ts";

export const firstAlertRow = z.object({
  goal: text,
  outcome: z.enum(["hit", "miss"]),
  /** Alerts raised before its due period, backtests included. */
  alerts: count,
  /** Period whose figures raised the first of them; null: there was none. */
  period: maybeText,
  /** Periods from there to the due one. */
  lead: maybeCount,
});
/** A goal that ended, and whether somebody was alerted in time. */
export type FirstAlertRow = z.infer<typeof firstAlertRow>;

/**
 * Of each goal that was closed, hit or missed, by an instant (epoch milliseconds), the first alert before its due period.
 * Goals that never had a chance before it are left out: nothing could have been raised for them.
 */
export function firstAlerts(options: { readonly closedBy: number }): Query<FirstAlertRow> {
  const closedBy = "{closedBy:DateTime64(3, 'UTC')}";
  return {
    name: "first alerts",
    sql: `SELECT goal, outcome, uniqExactIf(alert, raised) AS alerts,
  if(alerts = 0, NULL, argMaxIf(period, periods_left, raised)) AS period, if(alerts = 0, NULL, maxIf(periods_left, raised)) AS lead
FROM (
  SELECT goal, period, any(events.periods_left) AS periods_left FROM {base:Identifier}.assessment_events AS events
  WHERE events.periods_left > 0 AND p_hit IS NOT NULL AND as_of <= ${closedBy} GROUP BY goal, period
) AS told
INNER JOIN (${endedGoals("{base:Identifier}", closedBy)}) AS closed USING (goal)
LEFT JOIN (
  SELECT goal, period, any(events.alert) AS alert, true AS raised FROM {base:Identifier}.alert_events AS events
  WHERE step = 'raised' AND as_of <= ${closedBy} GROUP BY goal, period
) AS alerted USING (goal, period)
GROUP BY goal, outcome ORDER BY goal`,
    params: { closedBy: instantParam(options.closedBy) },
    settings: { max_threads: 1 },
    row: firstAlertRow,
  };
}
