import { z } from "zod";
import type { Query } from "../index.ts";
import { count, decimal, text } from "./row-fields.ts";

export const lastReadingRow = z.object({
  kpi: text,
  series: text,
  kind: text,
  period_label: text,
  /** Id of the event that says it. */
  id: text,
  value: decimal,
  /** Version of the KPI's definition that it was judged by. */
  kpi_version: count,
});
/** What one source said last of a period; null: it took the value back. */
export type LastReadingRow = z.infer<typeof lastReadingRow>;

/**
 * What one source said last of each period of some KPIs, whether it counts or is kept apart: a source that is not the
 * series' own must not repeat itself for ever either. Of one id the first record counts, as everywhere.
 */
export function lastReadings(options: {
  readonly kpis: readonly string[];
  readonly source: string;
}): Query<LastReadingRow> {
  return {
    name: "last readings",
    sql: `SELECT kpi, series, kind, period_label, argMax(tuple(value), (time, log_offset)).1 AS value,
  argMax(events.id, (time, log_offset)) AS id,
  argMax(events.kpi_version, (time, log_offset)) AS kpi_version
FROM (
  SELECT * FROM {base:Identifier}.observation_events FINAL
  WHERE kpi IN {kpis:Array(String)} AND source = {source:String}
  ORDER BY log_offset LIMIT 1 BY kpi, series, id
) AS events
GROUP BY kpi, series, kind, grain, period_start, period_label`,
    params: { ...options },
    settings: { max_threads: 1 },
    row: lastReadingRow,
  };
}
