import type { ObservationKind } from "@milepost/contracts";
import { z } from "zod";
import type { Query } from "../index.ts";
import { allOf, given } from "./conditions.ts";
import { count, date, decimal, figure, instant, lineage, maybeText, text } from "./row-fields.ts";

export const restatementRow = z.object({
  kpi: text,
  series: text,
  kind: text,
  period_label: text,
  period_start: date,
  period_end: date,
  old_value: decimal,
  new_value: decimal,
  change_percent: figure,
  old_known_at: instant,
  known_at: instant,
  time: instant,
  recorded_at: instant,
  source: text,
  old_log_offset: count,
  ...lineage,
  run_id: maybeText,
});
/** A value that changed after its period was over. */
export type RestatementRow = z.infer<typeof restatementRow>;

/** Restatements, the newest first. */
export function restatements(
  options: { readonly kpi?: string; readonly kinds?: readonly ObservationKind[] } = {},
): Query<RestatementRow> {
  const where = allOf(
    options.kpi !== undefined && "kpi = {kpi:String}",
    options.kinds && "kind IN {kinds:Array(String)}",
  );
  return {
    name: "restatements",
    sql: `SELECT * FROM restatements WHERE ${where} ORDER BY known_at DESC, kpi, series, kind, period_start, log_offset DESC`,
    params: given({ ...options }),
    settings: { max_threads: 1 },
    row: restatementRow,
  };
}
