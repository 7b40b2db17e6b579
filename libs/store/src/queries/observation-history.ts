import { z } from "zod";
import type { Query } from "../index.ts";
import { allOf, given } from "./conditions.ts";
import { observationRow } from "./observation-row.ts";
import { flag, text } from "./row-fields.ts";

export const observationVersionRow = observationRow.extend({
  event_type: z.enum(["recorded", "retracted"]),
  is_current: flag,
  event_id: text,
  actor: text,
});
/** One accepted reading of one period; `version` counts them up. */
export type ObservationVersionRow = z.infer<typeof observationVersionRow>;

/** Every accepted reading of a KPI, period by period, oldest version first. */
export function observationHistory(options: {
  readonly kpi: string;
  readonly series?: string;
  /** Period label, such as `2026-09`. */
  readonly period?: string;
}): Query<ObservationVersionRow> {
  const where = allOf(
    "kpi = {kpi:String}",
    options.series !== undefined && "series = {series:String}",
    options.period !== undefined && "period_label = {period:String}",
  );
  return {
    name: "observation history",
    sql: `SELECT * FROM observations_history WHERE ${where} ORDER BY series, kind, period_start, version`,
    params: given({ kpi: options.kpi, series: options.series, period: options.period }),
    row: observationVersionRow,
  };
}
