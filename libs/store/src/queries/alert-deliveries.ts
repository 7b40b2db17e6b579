import { z } from "zod";
import type { Query } from "../index.ts";
import { allOf, given } from "./conditions.ts";
import { count, flag, instant, lineage, maybeCount, maybeInstant, maybeText, text } from "./row-fields.ts";

export const alertDeliveryRow = z.object({
  alert: text,
  goal: text,
  telling: text,
  message: text,
  person: text,
  channel: text,
  channel_kind: text,
  attempt: count,
  outcome: z.enum(["delivered", "retry", "refused"]),
  reason: text,
  status: maybeCount,
  started_at: instant,
  attempted_at: instant,
  retry_at: maybeInstant,
  test: flag,
  plain_because: maybeText,
  recorded_at: instant,
  ...lineage,
});
/** One attempt to tell a person. */
export type AlertDeliveryRow = z.infer<typeof alertDeliveryRow>;

/** Attempts asked for at most. */
const MOST_ROWS = 200;

/** The newest attempts to tell people, of one alert or of all, newest first; those of private goals are left out. */
export function alertDeliveries(options: { readonly alert?: string } = {}): Query<AlertDeliveryRow> {
  const where = allOf(options.alert !== undefined && "alert = {alert:String}");
  return {
    name: "alert-deliveries",
    sql: `SELECT * FROM alert_deliveries WHERE ${where} ORDER BY log_offset DESC LIMIT ${MOST_ROWS}`,
    params: given({ ...options }),
    settings: { max_threads: 1 },
    row: alertDeliveryRow,
  };
}
