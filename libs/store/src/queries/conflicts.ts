import { z } from "zod";
import type { Query } from "../index.ts";
import { allOf, given } from "./conditions.ts";
import { date, decimal, instant, lineage, maybeCount, maybeText, text } from "./row-fields.ts";

export const conflictRow = z.object({
  kpi: text,
  series: text,
  period_label: text,
  period_start: date,
  kind: text,
  reason: z.enum(["other_payload", "other_source"]),
  source: text,
  series_source: text,
  event_id: text,
  event_type: text,
  value: decimal,
  accepted_log_offset: maybeCount,
  time: instant,
  known_at: instant,
  recorded_at: instant,
  data_owner: maybeText,
  ...lineage,
  run_id: maybeText,
});
/** An observation that was kept apart. */
export type ConflictRow = z.infer<typeof conflictRow>;

/** Observations that were kept apart, the newest first. */
export function conflicts(options: { readonly kpi?: string } = {}): Query<ConflictRow> {
  return {
    name: "conflicts",
    sql: `SELECT * FROM conflicts WHERE ${allOf(options.kpi !== undefined && "kpi = {kpi:String}")} ORDER BY recorded_at DESC, log_partition, log_offset`,
    params: given({ kpi: options.kpi }),
    row: conflictRow,
  };
}
