import { z } from "zod";
import type { Query } from "../index.ts";
import { judgedObservations } from "../views/judged-observations.ts";
import { count, date, decimal, instant, maybeInstant, maybeText, text } from "./row-fields.ts";

export const observationOfIdRow = z.object({
  event_type: z.enum(["recorded", "retracted"]),
  grain: text,
  period_start: date,
  kind: text,
  time: instant,
  value: decimal,
  numerator: decimal,
  denominator: decimal,
  unit: maybeText,
  completeness: text,
  /** As the event said it; null: it did not. */
  stated_known_at: maybeInstant,
  standing: z.enum(["accepted", "duplicate", "other_payload", "other_source"]),
  log_partition: count,
  log_offset: count,
});
/** What one record says under an id, and whether it counts. */
export type ObservationOfIdRow = z.infer<typeof observationOfIdRow>;

/** Everything that a source said of a series under one id, in the order of the log: the first one holds the id. */
export function observationsOfId(of: {
  readonly kpi: string;
  readonly series: string;
  readonly source: string;
  readonly id: string;
}): Query<ObservationOfIdRow> {
  const events = judgedObservations("{base:Identifier}", "kpi = {kpi:String} AND series = {series:String}");
  return {
    name: "observations of id",
    sql: `SELECT ${Object.keys(observationOfIdRow.shape).join(", ")} FROM (${events}) WHERE source = {source:String} AND id = {id:String} ORDER BY log_offset`,
    params: { ...of },
    settings: { max_threads: 1 },
    row: observationOfIdRow,
  };
}
