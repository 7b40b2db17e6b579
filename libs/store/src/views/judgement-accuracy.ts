import { endedGoals, endedWindows } from "./ended-goals.ts";
import { currentGoal } from "./goal-names.ts";
import type { Column, View } from "./view.ts";

const columns: readonly Column[] = [
  ["scope", "String", "Whose: deployment (all), kind (of goal) or owner (of the goals now)"],
  ["name", "String", "The goal kind, or the owner by id; empty: the deployment"],
  [
    "judgement",
    "String",
    "check_in (confidence as a chance: 7 of 10 is 0.7) or override (hit is 1, miss is 0)",
  ],
  [
    "goals",
    "UInt64",
    "Goals that ended, hit or missed, of which somebody said something while a chance was told",
  ],
  ["words", "UInt64", "What was said of them"],
  [
    "brier_people",
    "Float64",
    "Brier score of what people said, 0 is best: each goal counts once, by the mean of its words",
  ],
  [
    "brier_model",
    "Float64",
    "Brier score of the model's newest chance at the same moments, on the same goals",
  ],
  ["base_rate", "Float64", "Share of these goals that were reached"],
];

/** What people said of goals that ended by an instant, beside the model's newest chance at the same moments. */
export function judgementAccuracySql(base: string, closedBy: string): string {
  return `SELECT of.1 AS scope, of.2 AS name, word AS judgement, count() AS goals, sum(words_of_goal) AS words,
  avg(people) AS brier_people, avg(model) AS brier_model, avg(reached) AS base_rate
FROM (
  SELECT goal, word, any(hit) AS reached, count() AS words_of_goal, avg(pow(said - hit, 2)) AS people, avg(pow(chance - hit, 2)) AS model,
    arrayJoin([('deployment', ''), ('kind', any(defined.kind)), ('owner', any(defined.owner))]) AS of
  FROM (
    SELECT words.goal AS goal, words.word AS word, words.said AS said, words.time AS said_at, told.time AS told_at, told.chance AS chance
    FROM (
      SELECT ${currentGoal(base, "judgements.goal")} AS goal, word, time, if(word = 'check_in', ifNull(confidence, 0) / 10, toFloat64(ifNull(says, '') = 'hit')) AS said
      FROM ${base}.judgement_events AS judgements FINAL WHERE word IN ('check_in', 'override')
    ) AS words
    ASOF INNER JOIN (
      SELECT ${currentGoal(base, "events.goal")} AS goal, as_of AS time, argMax(ifNull(p_hit, 0), log_offset) AS chance
      FROM ${base}.assessment_events AS events WHERE p_hit IS NOT NULL AND periods_left > 0 GROUP BY goal, as_of
    ) AS told ON words.goal = told.goal AND words.time >= told.time
  ) AS both
  INNER JOIN (SELECT goal, toFloat64(outcome = 'hit') AS hit FROM (${endedGoals(base, closedBy)})) AS closed USING (goal)
  INNER JOIN (${endedWindows(base, `closings.as_of <= ${closedBy}`)}) AS window USING (goal)
  LEFT JOIN (
    SELECT goal, argMax(definitions.kind, log_offset) AS kind, argMax(definitions.owner, log_offset) AS owner
    FROM ${base}.goal_definitions AS definitions WHERE NOT archived GROUP BY goal
  ) AS defined USING (goal)
  WHERE told_at >= window.begins AND said_at < window.ends
  GROUP BY goal, word
)
GROUP BY scope, name, judgement`;
}

/** Each goal counts once a scope and way of judging, so that whoever says much weighs no more. */
export const judgementAccuracy: View = {
  name: "judgement_accuracy",
  comment:
    "How right people's judgement was beside the model's, of goals that ended, both on the same goals and moments",
  columns,
  select: (base) => judgementAccuracySql(base, "toDateTime64('2200-01-01', 3, 'UTC')"),
};
