import { z } from "zod";
import type { Query } from "../index.ts";
import { judgedObservations } from "../views/judged-observations.ts";
import { decimal, flag, instant, lineage, maybeCount, maybeInstant, maybeText, text } from "./row-fields.ts";

export const explainedEventRow = z.object({
  kpi: text,
  series: text,
  kind: z.enum(["actual", "planned", "forecast"]),
  period_label: text,
  event_type: z.enum(["recorded", "retracted"]),
  event_id: text,
  value: decimal,
  numerator: decimal,
  denominator: decimal,
  completeness: text,
  standing: z.enum(["accepted", "duplicate", "other_payload", "other_source"]),
  is_current: flag,
  source: text,
  actor: text,
  time: instant,
  known_at: instant,
  recorded_at: instant,
  ...lineage,
  run_id: maybeText,
  /** Line of the connector's file. */
  source_line: maybeCount,
  connector: maybeText,
  run_status: maybeText,
  run_finished_at: maybeInstant,
});
/** One log record that speaks of a period, what became of it, and the connector run that brought it. */
export type ExplainedEventRow = z.infer<typeof explainedEventRow>;

/** From a number to the log records and the connector runs behind it, in the order of the log. */
export function explainObservation(options: {
  readonly kpi: string;
  readonly series?: string;
  /** Period label, such as `2026-09`. */
  readonly period: string;
}): Query<ExplainedEventRow> {
  const events = judgedObservations("{base:Identifier}", "kpi = {kpi:String} AND series = {series:String}");
  return {
    name: "explain observation",
    sql: `SELECT events.*, id AS event_id, runs.connector AS connector, runs.status AS run_status, runs.finished_at AS run_finished_at
FROM (
  SELECT *, toBool(standing = 'accepted' AND row_number() OVER (PARTITION BY standing, kind, grain ORDER BY time DESC, log_offset DESC) = 1) AS is_current
  FROM (${events})
  WHERE period_label = {period:String}
) AS events
LEFT JOIN (SELECT run, connector, status, finished_at FROM {base:Identifier}.run_events FINAL) AS runs ON runs.run = events.run_id
ORDER BY kind, log_offset
SETTINGS join_use_nulls = 1`,
    params: { kpi: options.kpi, series: options.series ?? "", period: options.period },
    row: explainedEventRow,
  };
}
