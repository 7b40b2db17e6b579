import { z } from "zod";
import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { privateGoals } from "../views/newest-definitions.ts";
import { allOf } from "./conditions.ts";
import { figure, flag, instant, text } from "./row-fields.ts";

export const seenAssessmentRow = z.object({
  goal: text,
  period: text,
  as_of: instant,
  backtest: flag,
  p_hit: figure,
});
/** The chance of a goal (0 to 1) as it was seen with a period. */
export type SeenAssessmentRow = z.infer<typeof seenAssessmentRow>;

/** The last assessment of each period of some goals, by the version that spoke of it last and by what was made for moments up to an instant (epoch ms), oldest first. */
export function seenAssessments(options: {
  readonly goals: readonly string[];
  readonly to: number;
}): Query<SeenAssessmentRow> {
  const wanted = "goal IN {goals:Array(String)}";
  const where = allOf(
    wanted,
    "as_of <= {to:DateTime64(3, 'UTC')}",
    `goal NOT IN (${privateGoals("{base:Identifier}", wanted)})`,
  );
  return {
    name: "seen assessments",
    sql: `SELECT goal, period, as_of, backtest, p_hit FROM (
  SELECT goal, period, as_of, backtest, p_hit, log_offset FROM (
    SELECT *, model_version = argMax(model_version, log_offset) OVER (PARTITION BY goal, period) AS is_in_use FROM (
      SELECT goal, period, as_of, backtest, p_hit, model_version, log_offset FROM {base:Identifier}.assessment_events WHERE ${where}
    )
  ) WHERE is_in_use
  ORDER BY as_of DESC, log_offset DESC LIMIT 1 BY goal, period
) ORDER BY goal, as_of`,
    params: { goals: options.goals, to: instantParam(options.to) },
    settings: { max_threads: 1 },
    row: seenAssessmentRow,
  };
}
