import { z } from "zod";
import type { Query } from "../index.ts";
import { text } from "./row-fields.ts";

export const alertedKpiRow = z.object({ kpi: text });
/** A KPI that an alert was raised about, ever. */
export type AlertedKpiRow = z.infer<typeof alertedKpiRow>;

/** The KPIs that alerts were raised about. */
export function alertedKpis(): Query<AlertedKpiRow> {
  return {
    name: "alerted KPIs",
    sql: "SELECT DISTINCT kpi FROM {base:Identifier}.alert_events WHERE step = 'raised' ORDER BY kpi",
    params: {},
    settings: { max_threads: 1 },
    row: alertedKpiRow,
  };
}
