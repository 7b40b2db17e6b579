import { firstAlertsSql } from "./first-alerts.ts";
import type { Column, View } from "./view.ts";
import { FIGURE } from "./view.ts";

const columns: readonly Column[] = [
  ["scope", "String", "Whose alerts: deployment (all), kind (of goal) or owner (of the goals now)"],
  ["name", "String", "The goal kind, or the owner by id; empty: the deployment"],
  ["model", "String", "Model that told the chances; empty: all of them"],
  ["model_version", "String", "Its version; empty: all of them"],
  ["goals", "UInt64", "Goals that ended, hit or missed, and had a chance before their due period"],
  ["alerted", "UInt64", "Of these, those that were alerted before it"],
  ["misses", "UInt64", "Of these, those that missed; where alerts are about a share of the way, that share"],
  ["caught", "UInt64", "Misses that were alerted"],
  ["precision", FIGURE, "caught / alerted; NULL: nothing was alerted"],
  ["recall", FIGURE, "caught / misses; NULL: nothing missed"],
  [
    "median_lead",
    FIGURE,
    "Periods from the first alert to the due one, median of what was caught; NULL: nothing, or goals of different grains, whose periods have no unit in common",
  ],
];

/** Labels of one grain have one form. */
const GRAIN = "replaceRegexpAll(assumeNotNull(period), '[0-9]', '0')";

/** Each goal counts once a scope, by its first alert. */
export const alertAccuracy: View = {
  name: "alert_accuracy",
  comment: "How right and how early alerts were, of goals that ended, each by its first alert",
  columns,
  select: (base) => `SELECT of.1 AS scope, of.2 AS name, version.1 AS model, version.2 AS model_version,
  count() AS goals, countIf(alerts > 0) AS alerted, countIf(outcome = 'miss') AS misses,
  countIf(alerts > 0 AND outcome = 'miss') AS caught,
  if(alerted = 0, NULL, caught / alerted) AS precision, if(misses = 0, NULL, caught / misses) AS recall,
  if(uniqExactIf(${GRAIN}, alerts > 0 AND outcome = 'miss') != 1, NULL,
    quantileExactInclusiveIf(0.5)(toFloat64(ifNull(lead, 0)), alerts > 0 AND outcome = 'miss')) AS median_lead
FROM (
  SELECT outcome, alerts, lead, period,
    arrayJoin([('deployment', ''), ('kind', kind), ('owner', owner)]) AS of, arrayJoin([(model, model_version), ('', '')]) AS version
  FROM (${firstAlertsSql(base, "toDateTime64('2200-01-01', 3, 'UTC')")}) AS first
)
GROUP BY scope, name, model, model_version`,
};
