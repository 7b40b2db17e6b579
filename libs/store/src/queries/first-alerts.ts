import { z } from "zod";
import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { firstAlertsSql } from "../views/first-alerts.ts";
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
  /** Kind of goal and its owner, as last defined. */
  kind: text,
  owner: text,
  /** What told that alert; without one, the last chance. */
  model: text,
  model_version: text,
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
    sql: `SELECT ${Object.keys(firstAlertRow.shape).join(", ")} FROM (
${firstAlertsSql("{base:Identifier}", closedBy)}
) ORDER BY goal`,
    params: { closedBy: instantParam(options.closedBy) },
    settings: { max_threads: 1 },
    row: firstAlertRow,
  };
}
