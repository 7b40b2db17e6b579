import { currentGoal } from "./goal-names.ts";
import { privateGoals } from "./newest-definitions.ts";
import type { Column, View } from "./view.ts";
import { FIGURE } from "./view.ts";

/** Below this share of alerts that led to action, what raises them is better changed or retired. */
const TOO_FEW_ACTED_ON = 0.4;
/** Alerts that are enough to say so. */
const ENOUGH_ALERTS = 10;

const columns: readonly Column[] = [
  ["scope", "String", "Whose alerts: deployment (all), owner (of the goal when it was raised) or rule"],
  ["name", "String", "The owner by id, or the rule and its version; empty: the deployment"],
  ["alerts", "UInt64", "Alerts raised for people that led to action, or that ended without"],
  [
    "acted",
    "UInt64",
    "Of these, those that led to action: somebody took it on with a plan, accepted one of its options, or concluded a review of its goal with another plan or target while it stood",
  ],
  ["share", FIGURE, "acted / alerts; NULL: fewer than 10 alerts say too little"],
  [
    "retire",
    "Bool",
    "True: the share is below 0.4, so the threshold or the rule is better changed or retired",
  ],
];

/**
 * What alerts led to; those that still stand and led to nothing yet are not counted yet. What changes nothing of what the
 * alert is about is no action: putting it off, declining an option, a check-in, a word on how the goal will end.
 */
export const alertActions: View = {
  name: "alert_actions",
  comment: "How many alerts led to action, by deployment, owner and rule",
  columns,
  select: (base) => `SELECT of.1 AS scope, of.2 AS name, count() AS alerts, countIf(acted) AS acted,
  if(alerts < ${ENOUGH_ALERTS}, NULL, acted / alerts) AS share, toBool(ifNull(share < ${TOO_FEW_ACTED_ON}, false)) AS retire
FROM (
  SELECT taken_on OR alert IN (
      SELECT alert FROM ${base}.suggestion_events AS decisions WHERE decision = 'accepted'
    ) OR arrayExists(at -> at >= raised_at AND (NOT over OR at < over_at), concluded_at) AS acted,
    arrayJoin([('deployment', ''), ('owner', raised_for), ('rule', rule)]) AS of
  FROM (
    SELECT alert, any(${currentGoal(base, "events.goal")}) AS goal, countIf(step = 'acknowledged') > 0 AS taken_on,
      anyIf(events.owner, step = 'raised') AS raised_for,
      concat(anyIf(events.rule_id, step = 'raised'), ' ', anyIf(events.rule_version, step = 'raised')) AS rule,
      minIf(time, step = 'raised') AS raised_at, minIf(time, step IN ('cleared', 'closed')) AS over_at,
      countIf(step IN ('cleared', 'closed')) > 0 AS over
    FROM ${base}.alert_events AS events
    WHERE events.goal NOT IN (${privateGoals(base)})
    GROUP BY alert
    HAVING countIf(step = 'raised' AND NOT events.backtest) > 0
  ) AS raised
  LEFT JOIN (
    SELECT ${currentGoal(base, "steps.goal")} AS goal, groupArray(time) AS concluded_at FROM ${base}.review_events AS steps
    WHERE step = 'concluded' AND decision IN ('adjust_target', 'adjust_plan') GROUP BY goal
  ) AS reviewed USING (goal)
  WHERE over OR acted
)
GROUP BY scope, name`,
};
