import { alertState } from "./alert-state.ts";
import { privateGoals } from "./newest-definitions.ts";
import type { Column, View } from "./view.ts";
import { FIGURE, INSTANT, LINEAGE_COLUMNS, MAYBE_INSTANT, MAYBE_TEXT } from "./view.ts";

const CAUSES = "Array(Tuple(kind String, of String, share Nullable(Float64), evidence String, text String))";
const GOALS_ABOVE = "Array(Tuple(goal String, title String, owner String, weight Float64, share Float64))";
const SCORECARDS = "Array(Tuple(scorecard String, name String, goal String, share Float64))";

const columns: readonly Column[] = [
  ["alert", "String", "Alert id"],
  ["goal", "String", "Goal that it is about"],
  ["kpi", "String", "KPI that the goal measures"],
  ["owner", "String", "Person it is for, by id"],
  ["status", "String", "open, acknowledged, cleared or closed"],
  [
    "state",
    "String",
    "open, escalated, snoozed, acknowledged, recovering, reopened, cleared or closed; of these open, escalated and reopened wait for somebody",
  ],
  ["holder", "String", "Person it is with now, by id"],
  ["backtest", "Bool", "True: part of the history, never delivered"],
  ["raised_as_of", MAYBE_INSTANT, "Moment at which it was raised"],
  ["period", "String", "Last complete period then"],
  ["p_hit", FIGURE, "Chance of reaching the target when it was raised"],
  ["p_hit_before", FIGURE, "Chance one period before the first one below the threshold"],
  ["raise_below", FIGURE, "The threshold"],
  ["periods", "Nullable(UInt32)", "Consecutive periods that had to be below it"],
  [
    "reach",
    FIGURE,
    "Share of the way to the target that it is about, its chances, target and outcome too; NULL: the target itself",
  ],
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
  [
    "content_as_of",
    MAYBE_INSTANT,
    "Moment of what is told up to answer_next; NULL: an older alert or a backtest, nothing of it is known",
  ],
  [
    "confidence",
    MAYBE_TEXT,
    "highly_likely, probable, feasible_but_significant_issues, in_doubt or unachievable",
  ],
  [
    "act_until",
    "Nullable(Date32)",
    "Last day of the last period in which a change can matter; NULL: none, or unknown",
  ],
  ["causes", CAUSES, "What may have brought the chance down; empty: nothing that is known explains it"],
  ["goals_above", GOALS_ABOVE, "Goals that it is part of, the nearest first, with the share of each step"],
  ["scorecards", SCORECARDS, "Scorecards that show it or a goal above it, with that goal's share"],
  ["newest_period", MAYBE_TEXT, "Period of the newest actual value; NULL: there is none"],
  ["newest_known_at", MAYBE_INSTANT, "Since when that value could be known"],
  ["newest_sources", "Array(String)", "Where that value comes from"],
  ["window_periods", "Nullable(UInt32)", "Complete periods of the goal's window"],
  ["window_known", "Nullable(UInt32)", "Of these, those with a value"],
  ["record_goals", "Nullable(UInt32)", "Goals that ended and once stood on the same step of confidence"],
  ["record_missed", "Nullable(UInt32)", "Of these, those that were missed"],
  ["record_precision", FIGURE, "The share of these; NULL: too few to say"],
  ["next_step", MAYBE_TEXT, "Kind of the best option: child, pace, date, target, or answer where none helps"],
  ["next_option", MAYBE_TEXT, "That option by id (alert_options); NULL: none helps"],
  [
    "next_text",
    MAYBE_TEXT,
    "The same in words; NULL, as its kind and id: it names a goal that became private",
  ],
  ["waits_from", MAYBE_INSTANT, "Since when it waited for its first answer"],
  ["answer_by", MAYBE_INSTANT, "By when that had to come, by the plan of then; NULL: no deadline"],
  ["answer_next", MAYBE_TEXT, "Who had it next, by id; NULL: nobody"],
  ["delivered_at", MAYBE_INSTANT, "When it reached its owner; NULL: it did not"],
  ["digest", MAYBE_TEXT, "The digest that brought it"],
  ["acknowledged_at", MAYBE_INSTANT, "When somebody took it on; NULL: nobody has"],
  ["acknowledged_by", MAYBE_TEXT, "Who, by id"],
  ["acknowledgement", MAYBE_TEXT, "Event id under which the plan's words are kept"],
  ["review_date", "Nullable(Date32)", "When the plan is looked at again"],
  [
    "recovering_as_of",
    MAYBE_INSTANT,
    "When the chance had improved since somebody took it on; NULL: it had not",
  ],
  ["recovering_p_hit", FIGURE, "Chance then"],
  ["recovering_p_hit_before", FIGURE, "Chance when it had been taken on"],
  ["reopened_at", MAYBE_INSTANT, "When it was reopened, since the chance had not improved; NULL: it was not"],
  ["reopened_p_hit", FIGURE, "Chance then"],
  ["reopened_p_hit_before", FIGURE, "Chance when it had been taken on"],
  ["snoozed_at", MAYBE_INSTANT, "When somebody put it off; NULL: nobody has"],
  ["snoozed_by", MAYBE_TEXT, "Who, by id"],
  ["snoozed_until", "Nullable(Date32)", "Until when"],
  ["snooze", MAYBE_TEXT, "Event id under which the reason is kept"],
  ["escalation_level", "UInt32", "How often it went to the next person of the chain"],
  ["escalated_at", MAYBE_INSTANT, "When it did so last; NULL: never"],
  ["escalated_to", MAYBE_TEXT, "To whom, by id"],
  ["cleared_as_of", MAYBE_INSTANT, "Moment at which the chance was good again; NULL: it was not"],
  ["cleared_p_hit", FIGURE, "Chance then"],
  ["closed_as_of", MAYBE_INSTANT, "Moment at which the goal's outcome was known"],
  ["outcome", MAYBE_TEXT, "What became of the goal: hit, miss or unscored; NULL: still open"],
  [
    "unscored_reason",
    MAYBE_TEXT,
    "Why it is unscored: no_target, no_actual or goal_archived; NULL: it is scored",
  ],
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
  "reach",
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
  "content_as_of",
  "confidence",
  "act_until",
  "causes",
  "goals_above",
  "scorecards",
  "newest_period",
  "newest_known_at",
  "newest_sources",
  "window_periods",
  "window_known",
  "record_goals",
  "record_missed",
  "record_precision",
  "next_step",
  "next_option",
  "next_text",
  "waits_from",
  "answer_by",
  "answer_next",
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

/** The same of what people said, where the word's own time decides. */
function saidOrNull(step: string, column: string): string {
  const last = `argMaxIf(tuple(events.${column}), tuple(events.time, events.event_id), step = '${step}').1`;
  return `if(countIf(step = '${step}') = 0, NULL, toNullable(${last}))`;
}

/** What an alert says of other goals, without those that became private since it was raised. */
function publicParts(base: string): Readonly<Record<string, string>> {
  const hidden = privateGoals(base);
  const isOfHidden = `${lastOf("raised", "next_step")} = 'child' AND ${lastOf("raised", "next_option")} IN (
    SELECT toNullable(option) FROM ${base}.option_events WHERE ifNull(child, '') IN (${hidden}))`;
  const filtered = (column: string, condition: string): string =>
    `arrayFilter(named -> ${condition}, ${lastOf("raised", column)})`;
  return {
    causes: filtered("causes", `NOT (named.kind IN ('goal', 'missed_goal') AND named.of IN (${hidden}))`),
    goals_above: filtered("goals_above", `named.goal NOT IN (${hidden})`),
    scorecards: filtered("scorecards", `named.goal NOT IN (${hidden})`),
    ...Object.fromEntries(
      ["next_step", "next_option", "next_text"].map((column) => [
        column,
        `if(ifNull(${isOfHidden}, false), NULL, ${lastOf("raised", column)})`,
      ]),
    ),
  };
}

const HAS_MOVED = "step IN ('escalated', 'reassigned')";

/** One row an alert that everybody may see, folded from its steps; from all of them, or from those that a condition on `events` names. */
export function alertsSql(base: string, counted = "true"): string {
  const shown: Readonly<Record<string, string | undefined>> = publicParts(base);
  const raised = RAISED.map((column) => `${shown[column] ?? lastOf("raised", column)} AS ${column}`);
  const steps = [
    `${lastOf("raised", "as_of")} AS raised_as_of`,
    `ifNull(argMaxIf(events.held_by, events.log_offset, ${HAS_MOVED}), ${lastOf("raised", "owner")}) AS holder`,
    `${lastOrNull("delivered", "recorded_at")} AS delivered_at`,
    `${lastOrNull("delivered", "digest")} AS digest`,
    `${saidOrNull("acknowledged", "time")} AS acknowledged_at`,
    `${saidOrNull("acknowledged", "acknowledged_by")} AS acknowledged_by`,
    `${saidOrNull("acknowledged", "event_id")} AS acknowledgement`,
    `${saidOrNull("acknowledged", "review_date")} AS review_date`,
    `${lastOrNull("recovering", "as_of")} AS recovering_as_of`,
    `${lastOrNull("recovering", "p_hit")} AS recovering_p_hit`,
    `${lastOrNull("recovering", "p_hit_before")} AS recovering_p_hit_before`,
    `${lastOrNull("reopened", "as_of")} AS reopened_at`,
    `${lastOrNull("reopened", "p_hit")} AS reopened_p_hit`,
    `${lastOrNull("reopened", "p_hit_before")} AS reopened_p_hit_before`,
    `${saidOrNull("snoozed", "time")} AS snoozed_at`,
    `${saidOrNull("snoozed", "snoozed_by")} AS snoozed_by`,
    `${saidOrNull("snoozed", "snoozed_until")} AS snoozed_until`,
    `${saidOrNull("snoozed", "event_id")} AS snooze`,
    `toUInt32(countIf(step = 'escalated')) AS escalation_level`,
    `${lastOrNull("escalated", "recorded_at")} AS escalated_at`,
    `${lastOrNull("escalated", "held_by")} AS escalated_to`,
    `${lastOrNull("cleared", "as_of")} AS cleared_as_of`,
    `${lastOrNull("cleared", "p_hit")} AS cleared_p_hit`,
    `${lastOrNull("closed", "as_of")} AS closed_as_of`,
    `${lastOrNull("closed", "outcome")} AS outcome`,
    `${lastOrNull("closed", "reason")} AS unscored_reason`,
  ];
  const status =
    "multiIf(state IN ('cleared', 'closed'), state, state IN ('acknowledged', 'recovering'), 'acknowledged', 'open')";
  return `SELECT alert, ${alertState()} AS state, ${status} AS status, ${[...raised, ...steps].join(",\n  ")}
FROM ${base}.alert_events AS events
WHERE (${counted}) AND events.goal NOT IN (${privateGoals(base)})
GROUP BY alert
HAVING countIf(step = 'raised') > 0`;
}

export const alerts: View = {
  name: "alerts",
  comment: "An alert with its life cycle and its final outcome",
  columns,
  select: (base) => alertsSql(base),
};
