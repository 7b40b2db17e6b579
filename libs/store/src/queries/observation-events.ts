import { z } from "zod";
import type { Query } from "../index.ts";
import { allOf, given } from "./conditions.ts";
import { count, date, decimal, instant, lineage, maybeCount, maybeText, text } from "./row-fields.ts";

export const observationEventRow = z.object({
  kpi: text,
  series: text,
  grain: text,
  kind: z.enum(["actual", "planned", "forecast"]),
  period_label: text,
  period_start: date,
  period_end: date,
  period_ends_at: instant,
  event_type: z.enum(["recorded", "retracted"]),
  id: text,
  source: text,
  /** The source that the plan named when it was appended; empty: none. */
  plan_source: text,
  value: decimal,
  numerator: decimal,
  denominator: decimal,
  unit: maybeText,
  kpi_version: count,
  completeness: text,
  time: instant,
  known_at: instant,
  recorded_at: instant,
  actor: text,
  ...lineage,
  run_id: maybeText,
  /** Line of the connector's file. */
  source_line: maybeCount,
  /** Events of one id with the same hash say the same. */
  payload: text,
});
/** One observation event as it was appended, counted or not. */
export type ObservationEventRow = z.infer<typeof observationEventRow>;

const COLUMNS = Object.keys(observationEventRow.shape)
  .map((column) => (column === "payload" ? "toString(payload_hash) AS payload" : column))
  .join(", ");

/**
 * Everything that the log says of some KPIs, in no order; an event that was inserted twice may be there twice.
 * `judgeEvents` says which of them count.
 */
export function observationEvents(options: {
  readonly kpis: readonly string[];
  /** Only this series; absent: all. */
  readonly series?: string;
}): Query<ObservationEventRow> {
  const where = allOf(
    "kpi IN {kpis:Array(String)}",
    options.series !== undefined && "series = {series:String}",
  );
  return {
    name: "observation events",
    sql: `SELECT ${COLUMNS} FROM {base:Identifier}.observation_events WHERE ${where}`,
    params: given({ ...options }),
    settings: { max_threads: 1 },
    row: observationEventRow,
  };
}
