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
  /**
   * Moments after this one are looked at (epoch milliseconds); where periods are quarters, from half a year before it on, where
   * they are years, from two years before.
   */
  readonly after: number;
  /** The last moment wanted (epoch milliseconds); absent: the newest there is. */
  readonly to?: number;
}

/** Labels of months, quarters and years have fewer digits than those of weeks and days. */
const IS_SHORTER_THAN_MONTH = "length(period) > 7";
const MONTHS_MORE = "multiIf(length(period) = 4, 24, position(period, 'Q') > 0, 6, 0)";
/** What the newest one is held against. */
const IS_BEFORE = `if(${IS_SHORTER_THAN_MONTH}, as_of <= subtractMonths(newest_at, 1), period < newest_period)`;
/** Of a fan there are hundreds of steps, and the earlier one is drawn nowhere. */
const COLUMNS = Object.keys(newestAssessmentRow.shape)
  .map((column) => (column === "fan" ? "if(rank() OVER newest_first = 1, made.fan, []) AS fan" : column))
  .join(", ");

/**
 * Of each goal the newest assessment and after it the one to hold it against: the newest of an earlier period, or where periods are
 * shorter than months, the newest that was made a month before. The latter is without its fan, and both are by the version that
 * spoke of the goal last: between two versions a chance moves for no reason of the goal's. Private goals included.
 * Which rows these are is found first: reading whole rows only to leave most of them out took three times as long.
 */
export function newestAssessments({
  goals,
  after,
  to,
}: NewestAssessmentsOptions): Query<NewestAssessmentRow> {
  const wanted = "goal IN {goals:Array(String)}";
  const where = allOf(
    wanted,
    `as_of > subtractMonths({after:DateTime64(3, 'UTC')}, ${MONTHS_MORE})`,
    to !== undefined && "as_of <= {to:DateTime64(3, 'UTC')}",
  );
  const PLACE = "goal, as_of, log_partition, log_offset";
  return {
    name: "newest assessments",
    sql: `SELECT ${COLUMNS} FROM {base:Identifier}.assessment_events AS made
WHERE ${wanted} AND (${PLACE}) IN (
  SELECT ${PLACE} FROM (
    SELECT ${PLACE}, period, argMax(period, (as_of, log_offset)) OVER (PARTITION BY goal) AS newest_period, max(as_of) OVER (PARTITION BY goal) AS newest_at
    FROM (
      SELECT ${PLACE}, period, model_version = argMax(model_version, log_offset) OVER (PARTITION BY goal) AS is_in_use
      FROM {base:Identifier}.assessment_events WHERE ${where}
    ) WHERE is_in_use
  ) WHERE period = newest_period OR ${IS_BEFORE}
  ORDER BY goal, as_of DESC, log_offset DESC LIMIT 1 BY goal, period = newest_period
)
WINDOW newest_first AS (PARTITION BY goal ORDER BY as_of DESC, log_offset DESC)
ORDER BY goal, as_of DESC LIMIT 1 BY goal, as_of, log_offset`,
    params: given({
      goals,
      after: instantParam(after),
      to: to === undefined ? undefined : instantParam(to),
    }),
    settings: { max_threads: 1 },
    row: newestAssessmentRow,
  };
}
