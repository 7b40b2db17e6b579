import type { Position } from "@milepost/contracts";
import { z } from "zod";
import type { Query } from "../index.ts";
import { endedWindows, MADE_IN_WINDOW, namedBy, TOLD_BY, TOLD_ONCE } from "../views/ended-goals.ts";
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

const COLUMNS = Object.keys(scoredAssessmentRow.shape);
const FIELDS = COLUMNS.join(", ");
/** What an assessment says itself, whatever its goal is called now. */
const MADE = COLUMNS.filter((name) => name !== "goal");

/**
 * The newest assessment of each goal and moment, of closed goals in the window that ended last, below a position, by the version
 * that assessed the goal last: what two versions say of one period would count twice; of a period those under one id.
 * Private goals included. `renamed` leads from each id that was given up to the one that its goal has now.
 */
export function scoredAssessments(
  position: Position,
  renamed: ReadonlyMap<string, string>,
): Query<ScoredAssessmentRow> {
  const names = namedBy("{former:Array(String)}", "{current:Array(String)}");
  return {
    name: "scored assessments",
    sql: `SELECT ${FIELDS} FROM (
  SELECT *, ${TOLD_BY} FROM (
    SELECT named, log_offset AS told_at, as_of, period, backtest, model_version, ${FIELDS}, row_number() OVER (PARTITION BY goal, as_of ORDER BY log_offset DESC) AS newest,
      model_version = argMax(model_version, log_offset) OVER (PARTITION BY goal) AS is_in_use
    FROM (
      SELECT *, ${names.now("named")} AS goal FROM (
        SELECT goal AS named, as_of, log_offset, period, backtest, model_version, ${MADE.join(", ")} FROM {base:Identifier}.assessment_events FINAL WHERE log_offset < {end:UInt64}
      )
    ) AS made
    INNER JOIN (${endedWindows("{base:Identifier}", "log_offset < {end:UInt64}", names)}) AS window USING (goal)
    WHERE ${MADE_IN_WINDOW}
  ) WHERE newest = 1 AND is_in_use
) WHERE ${TOLD_ONCE} ORDER BY goal, as_of`,
    params: {
      end: position["assessments/0"] ?? 0,
      former: [...renamed.keys()],
      current: [...renamed.values()],
    },
    settings: { max_threads: 1 },
    row: scoredAssessmentRow,
  };
}
