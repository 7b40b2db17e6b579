import { currentGoal } from "./goal-names.ts";
import { privateGoals } from "./newest-definitions.ts";
import type { View } from "./view.ts";
import { FIGURE, INSTANT, LINEAGE_COLUMNS, MAYBE_INSTANT, MAYBE_TEXT } from "./view.ts";

const MAYBE_DATE = "Nullable(Date32)";
const MAYBE_COUNT = "Nullable(UInt32)";

export const alertOptions: View = {
  name: "alert_options",
  comment:
    "What can be done about alerts, with its effect, as it was weighed with each assessment that changed it",
  columns: [
    ["alert", "String", "Alert id"],
    ["goal", "String", "Goal that the alert is about"],
    ["kpi", "String", "KPI that the goal measures"],
    ["option", "String", "Option id: of this alert and assessment alone"],
    ["kind", "String", "pace, date, target, child or lead"],
    ["place", "UInt16", "Order in which options are shown, from 0"],
    ["is_current", "Bool", "True: of the newest weighing of the alert"],
    ["due_on", MAYBE_DATE, "date: last local date of the longer window; else NULL"],
    ["due_period", MAYBE_TEXT, "date: the period that would be due; else NULL"],
    [
      "value",
      FIGURE,
      "pace: what each period left must bring; target: the other target; lead: by how much it would have to stand higher than it would otherwise; else NULL",
    ],
    ["p_hit", FIGURE, "Chance of the goal so changed; child: the child's own; NULL: not known"],
    ["change", FIGURE, "p_hit less p_hit_now; NULL for pace and child"],
    ["line", MAYBE_TEXT, "Line of the plan file, or planned value, that makes the goal so"],
    ["reached", MAYBE_COUNT, "pace: in how many of the last reached_of periods it was reached"],
    ["reached_of", MAYBE_COUNT, "pace: periods that reached counts in"],
    [
      "until_period",
      MAYBE_TEXT,
      "pace: last period from which the best earlier values, held, would still do",
    ],
    ["child", MAYBE_TEXT, "child: the goal below, by id; private ones are not here"],
    ["weight", FIGURE, "child: its weight"],
    ["gap", FIGURE, "child: its expected end less its target, in its own unit"],
    [
      "share",
      FIGURE,
      "child: its part of the risk (weight times chance of missing) of all public children; NULL: the chance of one of them is unknown, or one became private",
    ],
    ["child_assessment", MAYBE_TEXT, "child: event id of its assessment"],
    ["lead", MAYBE_TEXT, "lead: the KPI that leads, by id; of a figure to date the one behind it"],
    ["lead_test", MAYBE_TEXT, "lead: event id of the test by which the values support it"],
    ["lag", MAYBE_COUNT, "lead: periods by which it is ahead"],
    ["strength", FIGURE, "lead: correlation of what its own past does not explain"],
    ["slope", FIGURE, "lead: by how much the goal's KPI stands higher for each unit of the lead"],
    ["slope_error", FIGURE, "lead: standard error of the slope"],
    ["p_hit_low", FIGURE, "lead: p_hit lies above this for nine of ten slopes that may be"],
    ["p_hit_high", FIGURE, "lead: p_hit lies below this for nine of ten slopes that may be"],
    ["level", FIGURE, "lead: where it stood last, in its own unit"],
    [
      "from_period",
      MAYBE_TEXT,
      "lead: the period from which on it would have to stand so, to arrive in time",
    ],
    ["from_date", MAYBE_DATE, "lead: first local date of that period"],
    [
      "reason",
      MAYBE_TEXT,
      "Why there is no option of this kind: none_helps, gains_little, starts_again, two_sided; NULL: there is",
    ],
    ["tried_to", MAYBE_DATE, "date: last date that was tried where none helps"],
    [
      "assessment",
      "String",
      "Event id of the assessment whose inputs and moment everything was computed with",
    ],
    ["as_of", INSTANT, "Moment of that assessment"],
    ["period", "String", "Last complete period then"],
    ["periods_left", "UInt32", "Periods from there to the due one"],
    ["p_hit_now", FIGURE, "The goal's chance as it stood"],
    ["target_now", FIGURE, "Its target as it stood"],
    ["due_on_now", "Date32", "Its last local date as it stood"],
    ["clear_above", FIGURE, "Options were sought that bring the chance above this"],
    ["external", "Array(String)", "Ids of events of the world outside that the options rest on"],
    ["model", "String", "Model behind the chances"],
    ["model_version", "String", "Its version"],
    ["inputs_position", "String", "What the assessment saw of the log, as JSON"],
    ["decision", MAYBE_TEXT, "accepted or declined; NULL: nobody decided"],
    ["decided_by", MAYBE_TEXT, "Who decided, by person id"],
    ["decided_at", MAYBE_INSTANT, "When"],
    ["decision_event", MAYBE_TEXT, "Event id of the decision; a reason is in the person store under it"],
    ["event_id", "String", "Event id of the weighing"],
    ["recorded_at", INSTANT, "When it was appended to the log"],
    ...LINEAGE_COLUMNS,
  ],
  select: (base) => `SELECT * EXCEPT share, toBool(log_offset = newest_offset) AS is_current,
  if(event_id IN (SELECT event_id FROM ${base}.option_events WHERE ${isHidden(base)}), NULL, weighed.share) AS share,
  if(first_decision = '', NULL, first_decision) AS decision, if(first_decision = '', NULL, first_by) AS decided_by,
  if(first_decision = '', NULL, first_at) AS decided_at, if(first_decision = '', NULL, first_event) AS decision_event
FROM (
  SELECT * FROM ${base}.option_events FINAL WHERE goal NOT IN (${privateGoals(base)}) AND NOT ${isHidden(base)}
  ORDER BY log_offset LIMIT 1 BY event_id, place
) AS weighed
INNER JOIN (
  SELECT alert AS newest_alert, max(first_offset) AS newest_offset
  FROM (
    SELECT alert, min(log_offset) AS first_offset FROM ${base}.option_events AS weighings
    WHERE weighings.goal NOT IN (${privateGoals(base)}) GROUP BY alert, event_id
  ) GROUP BY alert
) AS newest ON newest_alert = weighed.alert
LEFT JOIN (${firstDecisions(base)}) AS decided ON decided_alert = weighed.alert AND decided_option = weighed.option`,
};

/** Whether an option names a goal that is private: it may have become so, or was weighed before such were left out. */
function isHidden(base: string): string {
  return `(ifNull(child, '') IN (${privateGoals(base)}))`;
}

/** The first decision on each option: two people may have decided at once. */
function firstDecisions(base: string): string {
  return `SELECT alert AS decided_alert, option AS decided_option, argMin(decision, log_offset) AS first_decision,
    argMin(decided_by, log_offset) AS first_by, argMin(time, log_offset) AS first_at, argMin(event_id, log_offset) AS first_event
  FROM ${base}.suggestion_events AS decisions WHERE decisions.goal NOT IN (${privateGoals(base)}) GROUP BY alert, option`;
}

export const suggestions: View = {
  name: "suggestions",
  comment: "Suggestions that people decided on, with what came of their goals",
  columns: [
    ["alert", "String", "Alert id"],
    ["goal", "String", "Goal that the alert is about"],
    ["option", "String", "Option id"],
    ["kind", "String", "date, target or lead"],
    ["decision", "String", "accepted or declined"],
    [
      "value",
      FIGURE,
      "The target that was suggested; lead: by how much it is to stand higher than it would otherwise; NULL: a date was",
    ],
    ["due_on", MAYBE_DATE, "The date that was suggested; NULL: something else was"],
    ["p_hit_before", FIGURE, "The goal's chance as it stood"],
    ["p_hit", FIGURE, "Its chance with the suggestion"],
    [
      "line",
      "String",
      "Line of the plan file, or planned value, that makes the goal so; lead: what is to be done, in words",
    ],
    ["lead", MAYBE_TEXT, "lead: the KPI that leads, by id"],
    ["lead_test", MAYBE_TEXT, "lead: evidence: event id of the test by which the values support it"],
    ["level", FIGURE, "lead: where it stood last, in its own unit"],
    ["from_period", MAYBE_TEXT, "lead: the period from which on it is to stand so"],
    ["from_date", MAYBE_DATE, "lead: first local date of that period"],
    ["owner", MAYBE_TEXT, "lead: who answers for it once accepted, by person id"],
    ["alert_event", "String", "Evidence: event id of the alert"],
    ["assessment", "String", "Evidence: event id of the assessment"],
    ["options_event", "String", "Evidence: event id of the weighing"],
    ["external", "Array(String)", "Evidence: ids of events of the world outside"],
    ["decided_by", "String", "Who decided, by person id"],
    ["decided_at", INSTANT, "When"],
    ["event_id", "String", "Event id of the decision; a reason is in the person store under it"],
    [
      "outcome",
      MAYBE_TEXT,
      "How the alert ended: its goal was a hit, a miss or unscored; NULL: it has not ended",
    ],
    ["actual", FIGURE, "Its figure then"],
    ["target", FIGURE, "Its target then: equal to value where another target was put into the plan"],
    ["recorded_at", INSTANT, "When it was appended to the log"],
    ...LINEAGE_COLUMNS,
  ],
  select: (base) => `SELECT *, time AS decided_at, if(ended = '', NULL, ended) AS outcome,
  end_actual AS actual, end_target AS target
FROM (
  SELECT *, ${currentGoal(base, "goal")} AS goal_now FROM ${base}.suggestion_events FINAL WHERE goal NOT IN (${privateGoals(base)})
  ORDER BY log_offset LIMIT 1 BY alert, option
) AS decided
LEFT JOIN (
  SELECT alert AS ended_alert, ifNull(argMax(outcome, log_offset), '') AS ended
  FROM ${base}.alert_events AS events WHERE step = 'closed' AND events.goal NOT IN (${privateGoals(base)}) GROUP BY ended_alert
) AS judged ON ended_alert = decided.alert
LEFT JOIN (
  SELECT ${currentGoal(base, "closings.goal")} AS ended_goal, argMax(tuple(actual), (as_of, log_offset)).1 AS end_actual,
    argMax(tuple(target), (as_of, log_offset)).1 AS end_target
  FROM ${base}.goal_closings AS closings WHERE closings.goal NOT IN (${privateGoals(base)}) GROUP BY ended_goal
) AS closed ON ended_goal = decided.goal_now`,
};
