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

/** The last assessment of each period of some goals, by what was made for moments up to an instant (epoch ms), oldest first. */
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
  SELECT goal, period, as_of, backtest, p_hit FROM {base:Identifier}.assessment_events WHERE ${where}
  ORDER BY as_of DESC, log_offset DESC LIMIT 1 BY goal, period
) ORDER BY goal, as_of`,
    params: { goals: options.goals, to: instantParam(options.to) },
    settings: { max_threads: 1 },
    row: seenAssessmentRow,
  };
}
