import { z } from "zod";
import type { Query } from "../index.ts";
import { count, decimal, text } from "./row-fields.ts";

export const foldedReadingRow = z.object({
  series: text,
  period_label: text,
  event_type: z.enum(["recorded", "retracted"]),
  value: decimal,
  numerator: decimal,
  denominator: decimal,
  completeness: text,
  /** Version of the KPI's definition that it was judged by. */
  kpi_version: count,
  /** The fold that said so. */
  run_id: text,
});
/** What a KPI's folds said last of a period of a series. */
export type FoldedReadingRow = z.infer<typeof foldedReadingRow>;

const SAID = "event_type, value, numerator, denominator, completeness, kpi_version, run_id";

/** What a KPI's folds said last of each period, whether it counts or is kept apart. Of one id the first record counts, as everywhere. */
export function foldedReadings(options: {
  readonly kpi: string;
  readonly source: string;
}): Query<FoldedReadingRow> {
  return {
    name: "folded readings",
    sql: `SELECT series, period_label, ${SAID}
FROM (
  SELECT series, grain, period_label, time, log_offset, ${SAID.replace("run_id", "ifNull(run_id, '') AS run_id")}
  FROM {base:Identifier}.observation_events FINAL
  WHERE kpi = {kpi:String} AND source = {source:String} AND kind = 'actual'
  ORDER BY log_offset LIMIT 1 BY series, id
)
ORDER BY time DESC, log_offset DESC LIMIT 1 BY series, grain, period_label`,
    params: { ...options },
    settings: { max_threads: 1 },
    row: foldedReadingRow,
  };
}
