import { z } from "zod";
import type { Query } from "../index.ts";
import { figure, flag, instant, maybeCount, maybeDate, maybeInstant, maybeText, text } from "./row-fields.ts";

export const alertStepRow = z.object({
  alert: text,
  backtest: flag,
  step: text,
  event_id: text,
  time: instant,
  as_of: maybeInstant,
  period: text,
  p_hit: figure,
  p_hit_before: figure,
  owner: text,
  acknowledged_by: maybeText,
  review_date: maybeDate,
  snoozed_by: maybeText,
  snoozed_until: maybeDate,
  held_by: maybeText,
  level: maybeCount,
  outcome: maybeText,
  reach: figure,
  /** Since when a raised alert waited, as it was told; null: an older one, or another step. */
  waits_from: maybeInstant,
});
/** One thing that happened to an alert. */
export type AlertStepRow = z.infer<typeof alertStepRow>;

/** One alert, or all of some goals. */
export type StepsOf = { readonly alert: string } | { readonly goals: readonly string[] };

/** What happened to alerts, in the order of the log; each event once an alert. */
export function alertSteps(of: StepsOf): Query<AlertStepRow> {
  // What was told of several alerts at once names no goal.
  const ofGoal =
    "alert IN (SELECT alert FROM {base:Identifier}.alert_events WHERE goal IN {goals:Array(String)} AND step = 'raised')";
  return {
    name: "alert steps",
    sql: `SELECT ${Object.keys(alertStepRow.shape).join(", ")} FROM {base:Identifier}.alert_events
WHERE ${"alert" in of ? "alert = {alert:String}" : ofGoal}
ORDER BY log_offset LIMIT 1 BY alert, event_id`,
    params: { ...of },
    settings: { max_threads: 1 },
    row: alertStepRow,
  };
}
