import type { Position } from "@milepost/contracts";
import { z } from "zod";
import type { Query } from "../index.ts";
import { AS_NAMED, endedWindows, MADE_IN_WINDOW } from "../views/ended-goals.ts";
import { count, figure, text } from "./row-fields.ts";

export const scoredAssessmentRow = z.object({
  goal: text,
  periods_left: count,
  p_hit: figure,
  rule_status: z.enum(["on_track", "watch", "off_track", "unknown"]),
  rule_hit_rate: figure,
  pace_status: text,
  low_80: figure,
  high_80: figure,
  low_95: figure,
  high_95: figure,
});
/** What scoring an assessment of a closed goal needs. */
export type ScoredAssessmentRow = z.infer<typeof scoredAssessmentRow>;

const FIELDS = Object.keys(scoredAssessmentRow.shape).join(", ");

/**
 * The newest assessment of each goal and moment, of closed goals in the window that ended last, below a position, by the version
 * that assessed the goal last: what two versions say of one period would count twice. Private goals included.
 */
export function scoredAssessments(position: Position): Query<ScoredAssessmentRow> {
  return {
    name: "scored assessments",
    sql: `SELECT ${FIELDS} FROM (
  SELECT as_of, ${FIELDS}, row_number() OVER (PARTITION BY goal, as_of ORDER BY log_offset DESC) AS newest,
    model_version = argMax(model_version, log_offset) OVER (PARTITION BY goal) AS is_in_use
  FROM (
    SELECT as_of, log_offset, model_version, ${FIELDS} FROM {base:Identifier}.assessment_events FINAL WHERE log_offset < {end:UInt64}
  ) AS made
  INNER JOIN (${endedWindows("{base:Identifier}", "log_offset < {end:UInt64}", AS_NAMED)}) AS window USING (goal)
  WHERE ${MADE_IN_WINDOW}
) WHERE newest = 1 AND is_in_use ORDER BY goal, as_of`,
    params: { end: position["assessments/0"] ?? 0 },
    settings: { max_threads: 1 },
    row: scoredAssessmentRow,
  };
}
