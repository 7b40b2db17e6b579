import { endedGoals, endedWindows, MADE_IN_WINDOW } from "./ended-goals.ts";
import { currentGoal } from "./goal-names.ts";

/**
 * Of each goal that was closed, hit or missed, by an instant: the first alert in the window that ended last, before its due period, with the model that
 * told it (of an older flag, which does not say: the one of its assessment); where there was none, the model of the last chance before the due period. Goals that never had a chance before
 * it are left out: nothing could have been raised for them. Where alerts of a goal are about a share of the way to its target, so is its outcome here.
 */
export function firstAlertsSql(base: string, closedBy: string): string {
  return `SELECT goal, ${ALERTED_OUTCOME} AS outcome, any(defined.kind) AS kind, any(defined.owner) AS owner, uniqExactIf(alert, raised) AS alerts,
  if(alerts = 0, NULL, argMaxIf(period, periods_left, raised)) AS period, if(alerts = 0, NULL, maxIf(periods_left, raised)) AS lead,
  if(alerts = 0, argMin(told.by, periods_left), argMaxIf(if(alerted.by.2 = '', told.by, alerted.by), periods_left, raised)) AS by, by.1 AS model, by.2 AS model_version
FROM (
  SELECT goal, period, any(events.periods_left) AS periods_left, argMax((events.model, events.model_version), events.log_offset) AS by,
    argMax(tuple(events.reach_target), events.log_offset).1 AS share_target
  FROM (
    SELECT made.* FROM (SELECT * REPLACE (${currentGoal(base, "events.goal")} AS goal) FROM ${base}.assessment_events AS events) AS made
    INNER JOIN (${endedWindows(base, `closings.as_of <= ${closedBy}`)}) AS window USING (goal) WHERE ${MADE_IN_WINDOW}
  ) AS events
  WHERE events.periods_left > 0 AND p_hit IS NOT NULL AND as_of <= ${closedBy} GROUP BY goal, period
) AS told
INNER JOIN (${endedGoals(base, closedBy)}) AS closed USING (goal)
LEFT JOIN (
  SELECT goal, argMax(definitions.kind, log_offset) AS kind, argMax(definitions.owner, log_offset) AS owner
  FROM ${base}.goal_definitions AS definitions WHERE NOT archived GROUP BY goal
) AS defined USING (goal)
LEFT JOIN (
  SELECT ${currentGoal(base, "events.goal")} AS goal, period, any(events.alert) AS alert, any((events.model, events.model_version)) AS by, true AS raised
  FROM ${base}.alert_events AS events WHERE step = 'raised' AND as_of <= ${closedBy} GROUP BY goal, period
) AS alerted USING (goal, period)
GROUP BY goal`;
}

const NEWEST_SHARE = "argMinIf(share_target, periods_left, share_target IS NOT NULL)";

/** A miss lies on the worse side of its target, which tells the direction; a target may have been eased past the share. */
const ALERTED_OUTCOME = `multiIf(any(closed.outcome) = 'hit' OR countIf(share_target IS NOT NULL) = 0 OR any(isNull(end) OR isNull(asked)), any(closed.outcome),
  any(asked) = ${NEWEST_SHARE}, any(closed.outcome),
  if(if(any(end) = any(asked), any(asked) > ${NEWEST_SHARE}, any(end) < any(asked)), any(end) >= ${NEWEST_SHARE}, any(end) <= ${NEWEST_SHARE}), 'hit', 'miss')`;
