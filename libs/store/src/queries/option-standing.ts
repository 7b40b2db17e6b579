import { z } from "zod";
import type { Query } from "../index.ts";
import { count, figure, maybeDate, maybeText, text } from "./row-fields.ts";

export const optionStandingRow = z.object({
  /** The goal as it was called when it was weighed: lines of the plan file name it so. */
  goal: text,
  option: text,
  kind: text,
  value: figure,
  due_on: maybeDate,
  p_hit_now: figure,
  p_hit: figure,
  line: maybeText,
  lead: maybeText,
  lead_test: maybeText,
  level: figure,
  from_period: maybeText,
  from_date: maybeDate,
  assessment: text,
  external: z.array(text),
  event_id: text,
  log_offset: count,
});
/** An option as far as a decision on it looks. */
export type OptionStandingRow = z.infer<typeof optionStandingRow>;

/**
 * Every option of an alert that was ever weighed, the newest weighing first; those of private goals included. A weighing that was
 * appended twice counts where it stands first: the one after it replaced it.
 */
export function optionStanding(params: { readonly alert: string }): Query<OptionStandingRow> {
  return {
    name: "option-standing",
    sql: `SELECT goal, option, kind, value, due_on, p_hit_now, p_hit, line, lead, lead_test, level, from_period, from_date, assessment, external, event_id, log_offset
FROM (SELECT * FROM {base:Identifier}.option_events FINAL WHERE alert = {alert:String} ORDER BY log_offset LIMIT 1 BY event_id, place)
ORDER BY log_offset DESC, place`,
    params,
    settings: { max_threads: 1 },
    row: optionStandingRow,
  };
}
