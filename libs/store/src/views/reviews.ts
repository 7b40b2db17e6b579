import { privateGoals } from "./newest-definitions.ts";
import type { View } from "./view.ts";
import { FIGURE, INSTANT, LINEAGE_COLUMNS, MAYBE_INSTANT, MAYBE_TEXT } from "./view.ts";

export const externalEventsView: View = {
  name: "external_events",
  comment: "What clients reported of the world outside, also where it names no goal that is known",
  columns: [
    [
      "report",
      "String",
      "Report id; a text stands under it in the person store, which is no part of this database",
    ],
    ["source", "String", "Source of the CloudEvent"],
    ["id", "String", "Its id"],
    ["kind", "String", "What it is, such as competitor-launch"],
    ["title", "String", "In one line"],
    ["happened_at", INSTANT, "When it happened, as reported"],
    ["goals", "Array(String)", "Goals that it concerns: named ones, and those that measure a named KPI"],
    ["unknown_goals", "Array(String)", "Named goals that the plan did not have then"],
    ["unknown_kpis", "Array(String)", "Named KPIs that the plan did not have then"],
    ["actor", "String", "Who reported it"],
    ["recorded_at", INSTANT, "When it was appended to the log"],
    ...LINEAGE_COLUMNS,
  ],
  // The same event again is the same report. Of private goals not even the title of what concerns them is shown.
  select: (base) => `SELECT * EXCEPT goals, event_id AS id,
  arrayFilter(goal -> goal NOT IN (${privateGoals(base)}), reports.goals) AS goals
FROM ${base}.external_report_events AS reports FINAL
WHERE empty(reports.goals) OR notEmpty(arrayFilter(goal -> goal NOT IN (${privateGoals(base)}), reports.goals))
ORDER BY log_partition, log_offset LIMIT 1 BY report`,
};

export const reviews: View = {
  name: "reviews",
  comment: "Goals that are looked at out of their cycle, because something happened outside",
  columns: [
    ["review", "String", "Review id"],
    ["goal", "String", "Goal that is looked at"],
    ["report", "String", "Report that opened it: a row of external_events"],
    ["status", "String", "open, concluded, or closed: the goal's outcome was known first"],
    ["opened_at", INSTANT, "When it was opened"],
    ["assessment_before", MAYBE_TEXT, "Event id of the forecast as it stood then; NULL: there was none"],
    ["period_before", MAYBE_TEXT, "Its last complete period"],
    ["p_hit_before", FIGURE, "Its chance of reaching the target; NULL: unknown"],
    ["reassessed_at", MAYBE_INSTANT, "When the first forecast after it was seen; NULL: there is none yet"],
    ["assessment_after", MAYBE_TEXT, "Event id of that forecast"],
    ["period_after", MAYBE_TEXT, "Its last complete period"],
    ["p_hit_after", FIGURE, "Its chance of reaching the target; NULL: unknown"],
    ["decision", MAYBE_TEXT, "keep, adjust_target or adjust_plan; NULL: not concluded"],
    ["concluded_by", MAYBE_TEXT, "Who concluded it, by id"],
    ["concluded_at", MAYBE_INSTANT, "When"],
    ["conclusion", MAYBE_TEXT, "Event id under which the words of the conclusion are kept"],
    ["outcome", MAYBE_TEXT, "How the goal ended: hit, miss or unscored; NULL: not closed"],
    ["closed_at", MAYBE_INSTANT, "When it was closed with the goal's outcome; NULL: it was not"],
    ...LINEAGE_COLUMNS,
  ],
  select: (base) => `SELECT review, any(steps.goal) AS goal, anyIf(steps.report, step = 'opened') AS report,
  if(countIf(step IN ('concluded', 'closed')) = 0, 'open',
    argMinIf(step, steps.log_offset, step IN ('concluded', 'closed'))) AS status,
  minIf(time, step = 'opened') AS opened_at,
  anyIf(assessment, step = 'opened') AS assessment_before,
  anyIf(period, step = 'opened') AS period_before,
  anyIf(p_hit, step = 'opened') AS p_hit_before,
  ${whenStep("reassessed")} AS reassessed_at,
  anyIf(assessment, step = 'reassessed') AS assessment_after,
  anyIf(period, step = 'reassessed') AS period_after,
  anyIf(p_hit, step = 'reassessed') AS p_hit_after,
  argMinIf(steps.decision, steps.log_offset, step = 'concluded') AS decision,
  argMinIf(said_by, steps.log_offset, step = 'concluded') AS concluded_by,
  ${whenStep("concluded")} AS concluded_at,
  if(countIf(step = 'concluded') > 0, argMinIf(event_id, steps.log_offset, step = 'concluded'), NULL) AS conclusion,
  argMinIf(steps.outcome, steps.log_offset, step = 'closed') AS outcome,
  ${whenStep("closed")} AS closed_at,
  any(steps.log_topic) AS log_topic, any(steps.log_partition) AS log_partition,
  minIf(steps.log_offset, step = 'opened') AS log_offset
FROM ${base}.review_events AS steps FINAL
WHERE steps.goal NOT IN (${privateGoals(base)})
GROUP BY review HAVING countIf(step = 'opened') > 0`,
};

function whenStep(step: string): string {
  return `if(countIf(step = '${step}') > 0, minIf(time, step = '${step}'), NULL)`;
}
