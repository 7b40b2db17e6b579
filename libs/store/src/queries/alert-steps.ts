import { z } from "zod";
import type { Query } from "../index.ts";
import { figure, instant, maybeCount, maybeDate, maybeInstant, maybeText, text } from "./row-fields.ts";

export const alertStepRow = z.object({
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
});
/** One thing that happened to an alert. */
export type AlertStepRow = z.infer<typeof alertStepRow>;

/** What happened to an alert, in the order of the log; each event once. */
export function alertSteps({ alert }: { readonly alert: string }): Query<AlertStepRow> {
  return {
    name: "alert steps",
    sql: `SELECT ${Object.keys(alertStepRow.shape).join(", ")} FROM {base:Identifier}.alert_events
WHERE alert = {alert:String}
ORDER BY log_offset LIMIT 1 BY event_id`,
    params: { alert },
    settings: { max_threads: 1 },
    row: alertStepRow,
  };
}
