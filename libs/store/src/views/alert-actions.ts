import { privateGoals } from "./newest-definitions.ts";
import type { Column, View } from "./view.ts";
import { FIGURE } from "./view.ts";

/** Below this share of alerts that somebody took on, what raises them is better changed or retired. */
const TOO_FEW_ACTED_ON = 0.4;
/** Alerts that are enough to say so. */
const ENOUGH_ALERTS = 10;

const columns: readonly Column[] = [
  ["scope", "String", "Whose alerts: deployment (all), owner (of the goal when it was raised) or rule"],
  ["name", "String", "The owner by id, or the rule and its version; empty: the deployment"],
  ["alerts", "UInt64", "Alerts raised for people that somebody took on, or that ended without"],
  ["acted", "UInt64", "Of these, those that somebody took on with a plan"],
  ["share", FIGURE, "acted / alerts; NULL: fewer than 10 alerts say too little"],
  [
    "retire",
    "Bool",
    "True: the share is below 0.4, so the threshold or the rule is better changed or retired",
  ],
];

/** What alerts led to; those that still wait for their first answer are not counted yet. */
export const alertActions: View = {
  name: "alert_actions",
  comment: "How many alerts led to action, by deployment, owner and rule",
  columns,
  select: (base) => `SELECT of.1 AS scope, of.2 AS name, count() AS alerts, countIf(acted) AS acted,
  if(alerts < ${ENOUGH_ALERTS}, NULL, acted / alerts) AS share, toBool(ifNull(share < ${TOO_FEW_ACTED_ON}, false)) AS retire
FROM (
  SELECT alert, countIf(step = 'acknowledged') > 0 AS acted,
    arrayJoin([('deployment', ''), ('owner', anyIf(events.owner, step = 'raised')),
      ('rule', concat(anyIf(events.rule_id, step = 'raised'), ' ', anyIf(events.rule_version, step = 'raised')))]) AS of
  FROM ${base}.alert_events AS events
  WHERE goal NOT IN (${privateGoals(base)})
  GROUP BY alert
  HAVING countIf(step = 'raised' AND NOT events.backtest) > 0 AND countIf(step IN ('acknowledged', 'cleared', 'closed')) > 0
)
GROUP BY scope, name`,
};
