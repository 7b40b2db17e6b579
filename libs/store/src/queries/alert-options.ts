import { z } from "zod";
import type { Query } from "../index.ts";
import {
  count,
  date,
  figure,
  flag,
  instant,
  lineage,
  maybeCount,
  maybeDate,
  maybeInstant,
  maybeText,
  text,
} from "./row-fields.ts";

export const alertOptionRow = z.object({
  alert: text,
  goal: text,
  kpi: text,
  option: text,
  kind: z.enum(["pace", "date", "target", "child", "lead"]),
  place: count,
  is_current: flag,
  due_on: maybeDate,
  due_period: maybeText,
  value: figure,
  p_hit: figure,
  change: figure,
  line: maybeText,
  reached: maybeCount,
  reached_of: maybeCount,
  until_period: maybeText,
  child: maybeText,
  weight: figure,
  gap: figure,
  share: figure,
  child_assessment: maybeText,
  lead: maybeText,
  lead_test: maybeText,
  lag: maybeCount,
  strength: figure,
  slope: figure,
  level: figure,
  from_period: maybeText,
  from_date: maybeDate,
  reason: z.enum(["none_helps", "gains_little", "starts_again", "two_sided"]).nullable(),
  tried_to: maybeDate,
  assessment: text,
  as_of: instant,
  period: text,
  periods_left: count,
  p_hit_now: figure,
  target_now: figure,
  due_on_now: date,
  clear_above: figure,
  external: z.array(text),
  model: text,
  model_version: text,
  inputs_position: text,
  decision: z.enum(["accepted", "declined"]).nullable(),
  decided_by: maybeText,
  decided_at: maybeInstant,
  decision_event: maybeText,
  event_id: text,
  recorded_at: instant,
  ...lineage,
});
/** Something that can be done about an alert. */
export type AlertOptionRow = z.infer<typeof alertOptionRow>;

/** The options of one alert: those of its newest weighing, and of earlier ones what was decided on. */
export function alertOptions(params: { readonly alert: string }): Query<AlertOptionRow> {
  return {
    name: "alert-options",
    sql: `SELECT * FROM alert_options WHERE alert = {alert:String} AND (is_current OR decision IS NOT NULL)
ORDER BY log_offset DESC, place`,
    params,
    settings: { max_threads: 1 },
    row: alertOptionRow,
  };
}
