import { z } from "zod";
import type { Query } from "../index.ts";
import { flag, text } from "./row-fields.ts";

export const alertStandingRow = z.object({
  goal: text,
  kpi: text,
  cleared: flag,
  closed: flag,
  /** Event ids of everything that people said to it. */
  words: z.array(text),
});
/** What a command needs to know of an alert before it says something to it. */
export type AlertStandingRow = z.infer<typeof alertStandingRow>;

/** Where an alert stands, those of private goals included; no row: there is no such alert. */
export function alertStanding({ alert }: { readonly alert: string }): Query<AlertStandingRow> {
  return {
    name: "alert standing",
    sql: `SELECT anyIf(goal, step = 'raised') AS goal, anyIf(kpi, step = 'raised') AS kpi,
  toBool(countIf(step = 'cleared') > 0) AS cleared, toBool(countIf(step = 'closed') > 0) AS closed,
  groupUniqArrayIf(event_id, step IN ('acknowledged', 'snoozed')) AS words
FROM {base:Identifier}.alert_events
WHERE alert = {alert:String}
GROUP BY alert
HAVING countIf(step = 'raised') > 0`,
    params: { alert },
    settings: { max_threads: 1 },
    row: alertStandingRow,
  };
}
