import type { z } from "zod";
import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { assessmentRow } from "./assessments.ts";
import { allOf, given } from "./conditions.ts";

export const newestAssessmentRow = assessmentRow.pick({
  goal: true,
  as_of: true,
  period: true,
  backtest: true,
  p_hit: true,
  reach: true,
  reach_target: true,
  p_reach: true,
  reason: true,
  target: true,
  expected_end: true,
  low_80: true,
  high_80: true,
  low_95: true,
  high_95: true,
  required_rate: true,
  required_rate_reached: true,
  required_rate_of: true,
  last_action_period: true,
  crossing_period: true,
  rule_id: true,
  rule_version: true,
  rule_status: true,
  rule_hit_rate: true,
  model: true,
  model_version: true,
  calibration: true,
  fan: true,
  breaks: true,
});
/** What pages say of one forecast against one goal. */
export type NewestAssessmentRow = z.infer<typeof newestAssessmentRow>;

export interface NewestAssessmentsOptions {
  readonly goals: readonly string[];
  /** Moments after this one are wanted (epoch milliseconds). */
  readonly after: number;
  /** The last moment wanted (epoch milliseconds); absent: the newest there is. */
  readonly to?: number;
  /** The newest assessment after this moment is wanted, and the newest up to it (epoch milliseconds). */
  readonly split: number;
}

const IS_SINCE = "as_of > {split:DateTime64(3, 'UTC')}";
/** Of a fan there are hundreds of steps, and the earlier one is drawn nowhere. */
const COLUMNS = Object.keys(newestAssessmentRow.shape)
  .map((column) => (column === "fan" ? `if(${IS_SINCE}, made.fan, []) AS fan` : column))
  .join(", ");

/**
 * Of each goal the newest assessment since a moment and the newest before it, this one without its fan, both by the version that spoke
 * of the goal last: between two versions a chance moves for no reason of the goal's. Private goals included.
 * Which rows these are is found first: reading whole rows only to leave most of them out took three times as long.
 */
export function newestAssessments(options: NewestAssessmentsOptions): Query<NewestAssessmentRow> {
  const { goals, after, to, split } = options;
  const wanted = "goal IN {goals:Array(String)}";
  const where = allOf(
    wanted,
    "as_of > {after:DateTime64(3, 'UTC')}",
    to !== undefined && "as_of <= {to:DateTime64(3, 'UTC')}",
  );
  return {
    name: "newest assessments",
    sql: `SELECT ${COLUMNS} FROM {base:Identifier}.assessment_events AS made
WHERE ${wanted} AND (goal, as_of, log_partition, log_offset) IN (
  SELECT goal, as_of, log_partition, log_offset FROM (
    SELECT goal, as_of, log_partition, log_offset, model_version = argMax(model_version, log_offset) OVER (PARTITION BY goal) AS is_in_use
    FROM {base:Identifier}.assessment_events WHERE ${where}
  ) WHERE is_in_use
  ORDER BY goal, as_of DESC, log_offset DESC LIMIT 1 BY goal, ${IS_SINCE}
)
ORDER BY goal, as_of DESC LIMIT 1 BY goal, ${IS_SINCE}`,
    params: given({
      goals,
      after: instantParam(after),
      to: to === undefined ? undefined : instantParam(to),
      split: instantParam(split),
    }),
    settings: { max_threads: 1 },
    row: newestAssessmentRow,
  };
}
