import { z } from "zod";
import type { Query } from "../index.ts";
import { count, figure, flag, text } from "./row-fields.ts";

export const alertActionsRow = z.object({
  scope: z.enum(["deployment", "owner", "rule"]),
  name: text,
  alerts: count,
  acted: count,
  share: figure,
  retire: flag,
});
/** How many alerts led to action. */
export type AlertActionsRow = z.infer<typeof alertActionsRow>;

/** What alerts led to, of the whole deployment, of each owner and of each rule. */
export function alertActions(): Query<AlertActionsRow> {
  return {
    name: "alert actions",
    sql: "SELECT * FROM alert_actions ORDER BY scope, name",
    params: {},
    settings: { max_threads: 1 },
    row: alertActionsRow,
  };
}
