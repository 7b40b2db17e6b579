import { privateGoals } from "./newest-definitions.ts";
import type { Column, View } from "./view.ts";
import { FIGURE, INSTANT, LINEAGE_COLUMNS, MAYBE_INSTANT, MAYBE_TEXT } from "./view.ts";

const columns: readonly Column[] = [
  ["alert", "String", "Alert id"],
  ["goal", "String", "Goal that it is about"],
  ["kpi", "String", "KPI that the goal measures"],
  ["owner", "String", "Person it is for, by id"],
  ["status", "String", "open, acknowledged, cleared or closed"],
  ["backtest", "Bool", "True: part of the history, never delivered"],
  ["raised_as_of", MAYBE_INSTANT, "Moment at which it was raised"],
  ["period", "String", "Last complete period then"],
  ["p_hit", FIGURE, "Chance of reaching the target when it was raised"],
  ["p_hit_before", FIGURE, "Chance one period before the first one below the threshold"],
  ["raise_below", FIGURE, "The threshold"],
  ["periods", "Nullable(UInt32)", "Consecutive periods that had to be below it"],
  ["expected_end", FIGURE, "Expected end when it was raised, in the KPI's unit"],
  ["low_80", FIGURE, "Lower end of its 80 % interval"],
  ["high_80", FIGURE, "Upper end of its 80 % interval"],
  ["target", FIGURE, "Target then, in the KPI's unit"],
  ["gap", FIGURE, "Expected end minus target, in the KPI's unit"],
  ["last_action_period", MAYBE_TEXT, "Last period in which action can matter"],
  ["headline", "String", "The alert in one sentence"],
  ["message", "String", "The whole message"],
  ["evidence", "String", "Path of the page that shows the evidence"],
  ["assessments", "Array(String)", "Event ids of the assessments that raised it; empty: an older flag"],
  ["model", "String", "Model of the last of them"],
  ["model_version", "String", "Its version"],
  ["inputs_position", "String", "What the last of them saw of the log, as JSON"],
  ["rule_id", "String", "Rule that turned chances into a flag"],
  ["rule_version", "String", "Version of that rule"],
  ["delivered_at", MAYBE_INSTANT, "When it reached its owner; NULL: it did not"],
  ["digest", MAYBE_TEXT, "The digest that brought it"],
  ["acknowledged_at", MAYBE_INSTANT, "When somebody took it on; NULL: nobody has"],
  ["acknowledged_by", MAYBE_TEXT, "Who, by id"],
  ["acknowledgement", MAYBE_TEXT, "Event id under which the plan's words are kept"],
  ["review_date", "Nullable(Date32)", "When the plan is looked at again"],
  ["cleared_as_of", MAYBE_INSTANT, "Moment at which the chance was good again; NULL: it was not"],
  ["cleared_p_hit", FIGURE, "Chance then"],
  ["closed_as_of", MAYBE_INSTANT, "Moment at which the goal's outcome was known"],
  ["outcome", MAYBE_TEXT, "What became of the goal: hit, miss or unscored; NULL: still open"],
  ["recorded_at", INSTANT, "When it was appended to the log"],
  ...LINEAGE_COLUMNS,
];

const RAISED = [
  "goal",
  "kpi",
  "owner",
  "backtest",
  "period",
  "p_hit",
  "p_hit_before",
  "raise_below",
  "periods",
  "expected_end",
  "low_80",
  "high_80",
  "target",
  "gap",
  "last_action_period",
  "headline",
  "message",
  "evidence",
  "assessments",
  "model",
  "model_version",
  "inputs_position",
  "rule_id",
  "rule_version",
  "recorded_at",
  "log_topic",
  "log_partition",
  "log_offset",
] as const;

/** Value of a column in the last event of a step; argMax over a tuple, since argMax alone would skip NULLs. */
function lastOf(step: string, column: string): string {
  return `argMaxIf(tuple(events.${column}), events.log_offset, step = '${step}').1`;
}

function lastOrNull(step: string, column: string): string {
  return `if(countIf(step = '${step}') = 0, NULL, toNullable(${lastOf(step, column)}))`;
}

/** One row an alert, folded from its steps. */
function alertsSql(base: string): string {
  const raised = RAISED.map((column) => `${lastOf("raised", column)} AS ${column}`);
  const steps = [
    `${lastOf("raised", "as_of")} AS raised_as_of`,
    `${lastOrNull("delivered", "recorded_at")} AS delivered_at`,
    `${lastOrNull("delivered", "digest")} AS digest`,
    `${lastOrNull("acknowledged", "time")} AS acknowledged_at`,
    `${lastOrNull("acknowledged", "acknowledged_by")} AS acknowledged_by`,
    `${lastOrNull("acknowledged", "event_id")} AS acknowledgement`,
    `${lastOrNull("acknowledged", "review_date")} AS review_date`,
    `${lastOrNull("cleared", "as_of")} AS cleared_as_of`,
    `${lastOrNull("cleared", "p_hit")} AS cleared_p_hit`,
    `${lastOrNull("closed", "as_of")} AS closed_as_of`,
    `${lastOrNull("closed", "outcome")} AS outcome`,
  ];
  const status =
    "multiIf(countIf(step = 'closed') > 0, 'closed', countIf(step = 'cleared') > 0, 'cleared', countIf(step = 'acknowledged') > 0, 'acknowledged', 'open')";
  return `SELECT alert, ${status} AS status, ${[...raised, ...steps].join(",\n  ")}
FROM ${base}.alert_events AS events
GROUP BY alert
HAVING countIf(step = 'raised') > 0`;
}

export const alerts: View = {
  name: "alerts",
  comment: "An alert with its life cycle and its final outcome",
  columns,
  select: (base) => `SELECT * FROM (${alertsSql(base)}) WHERE goal NOT IN (${privateGoals(base)})`,
};
