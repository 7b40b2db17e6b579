import { z } from "zod";
import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { alertState, WAITING_STATES } from "../views/alert-state.ts";
import { privateGoals } from "../views/newest-definitions.ts";
import { count } from "./row-fields.ts";

const AT = "{at:DateTime64(3, 'UTC')}";

/** Most alerts have ended: their lives need no folding. */
const ENDED = `SELECT alert FROM {base:Identifier}.alert_events WHERE step IN ('cleared', 'closed') AND as_of <= ${AT}`;

export const openAlertCountRow = z.object({ open: count, waiting: count });
/** Alerts that are neither cleared nor closed, and those of them that wait for somebody. */
export type OpenAlertCountRow = z.infer<typeof openAlertCountRow>;

/** How many alerts were open at an instant (epoch milliseconds). */
export function openAlertCount(options: { readonly at: number }): Query<OpenAlertCountRow> {
  return {
    name: "open alert count",
    sql: `SELECT count() AS open, countIf(state IN ${WAITING_STATES}) AS waiting FROM (
  SELECT alert, ${alertState({ words: `time <= ${AT}`, rest: `as_of <= ${AT}` })} AS state
  FROM {base:Identifier}.alert_events AS events
  WHERE alert NOT IN (${ENDED})
  GROUP BY alert
  HAVING countIf(step = 'raised' AND as_of <= ${AT}) > 0
    AND anyIf(goal, step = 'raised') NOT IN (${privateGoals("{base:Identifier}")})
)`,
    params: { at: instantParam(options.at) },
    settings: { max_threads: 1 },
    row: openAlertCountRow,
  };
}
