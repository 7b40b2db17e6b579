import { z } from "zod";
import { count, date, decimal, instant, lineage, maybeText, text } from "./row-fields.ts";

export const observationRow = z.object({
  kpi: text,
  series: text,
  grain: text,
  kind: z.enum(["actual", "planned", "forecast"]),
  period_label: text,
  period_start: date,
  period_end: date,
  value: decimal,
  numerator: decimal,
  denominator: decimal,
  unit: maybeText,
  kpi_version: count,
  completeness: text,
  source: text,
  time: instant,
  known_at: instant,
  recorded_at: instant,
  version: count,
  ...lineage,
  run_id: maybeText,
});
/** The current value of one series for one period; values are decimal text, null is unknown. */
export type ObservationRow = z.infer<typeof observationRow>;
