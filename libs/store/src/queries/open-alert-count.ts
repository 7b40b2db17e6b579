import { z } from "zod";
import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { privateGoals } from "../views/newest-definitions.ts";
import { count } from "./row-fields.ts";

export const openAlertCountRow = z.object({ open: count, waiting: count });
/** Alerts that are neither cleared nor closed, and those of them that nobody has taken on. */
export type OpenAlertCountRow = z.infer<typeof openAlertCountRow>;

/** How many alerts were open at an instant (epoch milliseconds). */
export function openAlertCount(options: { readonly at: number }): Query<OpenAlertCountRow> {
  return {
    name: "open alert count",
    sql: `SELECT count() AS open, countIf(taken = 0) AS waiting FROM (
  SELECT alert, countIf(step = 'acknowledged' AND time <= {at:DateTime64(3, 'UTC')}) AS taken
  FROM {base:Identifier}.alert_events GROUP BY alert
  HAVING countIf(step = 'raised' AND as_of <= {at:DateTime64(3, 'UTC')}) > 0
    AND countIf(step IN ('cleared', 'closed') AND as_of <= {at:DateTime64(3, 'UTC')}) = 0
    AND anyIf(goal, step = 'raised') NOT IN (${privateGoals("{base:Identifier}")})
)`,
    params: { at: instantParam(options.at) },
    settings: { max_threads: 1 },
    row: openAlertCountRow,
  };
}
