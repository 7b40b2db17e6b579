import { z } from "zod";
import type { Query } from "../index.ts";
import { currentObservationsSql } from "../views/judged-observations.ts";
import { decimal, text } from "./row-fields.ts";

export const currentValueRow = z.object({
  kpi: text,
  series: text,
  kind: text,
  period_label: text,
  value: decimal,
});
/** A current value without anything around it; null: it was withdrawn. */
export type CurrentValueRow = z.infer<typeof currentValueRow>;

/** The current values of some KPIs, for comparing what a source says now. */
export function currentValues({ kpis }: { readonly kpis: readonly string[] }): Query<CurrentValueRow> {
  const events = "kpi IN {kpis:Array(String)}";
  return {
    name: "current values",
    sql: `SELECT kpi, series, kind, period_label, value FROM (${currentObservationsSql("{base:Identifier}", { events })})`,
    params: { kpis },
    settings: { max_threads: 1 },
    row: currentValueRow,
  };
}
