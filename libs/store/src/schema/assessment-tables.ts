import type { BaseTable } from "./base-table.ts";
import { FIGURE, INSTANT, LINEAGE, NAME, READ_BY_KEY, TEXT } from "./base-table.ts";
import { TARGET_RANGE } from "./derived-tables.ts";

const MAYBE_TEXT = "Nullable(String)";
const MAYBE_COUNT = "Nullable(UInt32)";
const FAN =
  "Array(Tuple(period String, low95 Float64, low80 Float64, median Float64, high80 Float64, high95 Float64))";

/** Columns that came with linear pace. */
export const PACE: Readonly<Record<string, string>> = {
  pace_expected: FIGURE,
  pace_status: `${NAME} DEFAULT 'unknown'`,
};
/** Columns that came when outliers and level shifts were told. */
export const BREAKS: Readonly<Record<string, string>> = {
  breaks: "Array(Tuple(kind String, period String, size Float64, ratio Nullable(Float64)))",
};
/** Columns that came when flags said what they rest on. */
export const FLAG_BASIS: Readonly<Record<string, string>> = {
  assessments: "Array(String)",
  model: NAME,
  model_version: NAME,
  inputs_position: TEXT,
  rule_id: NAME,
  rule_version: NAME,
};

/** Columns that came with alerts on a share of the way to a target. */
export const REACH: Readonly<Record<string, string>> = {
  reach: FIGURE,
  reach_target: FIGURE,
  p_reach: FIGURE,
};
export const REACH_OF_ALERT: Readonly<Record<string, string>> = { reach: FIGURE };

/** Columns that came when alerts told all that their owner needs. */
export const CONTENT_OF_ALERT: Readonly<Record<string, string>> = {
  content_as_of: `Nullable(${INSTANT})`,
  confidence: MAYBE_TEXT,
  act_until: "Nullable(Date32)",
  causes: "Array(Tuple(kind String, of String, share Nullable(Float64), evidence String, text String))",
  goals_above: "Array(Tuple(goal String, title String, owner String, weight Float64, share Float64))",
  scorecards: "Array(Tuple(scorecard String, name String, goal String, share Float64))",
  newest_period: MAYBE_TEXT,
  newest_known_at: `Nullable(${INSTANT})`,
  newest_sources: "Array(String)",
  window_periods: MAYBE_COUNT,
  window_known: MAYBE_COUNT,
  record_goals: MAYBE_COUNT,
  record_missed: MAYBE_COUNT,
  record_precision: FIGURE,
  next_step: MAYBE_TEXT,
  next_option: MAYBE_TEXT,
  next_text: MAYBE_TEXT,
  waits_from: `Nullable(${INSTANT})`,
  answer_by: `Nullable(${INSTANT})`,
  answer_next: MAYBE_TEXT,
};

/** Columns that came with the life of alerts after they were raised. */
export const ALERT_LIFE: Readonly<Record<string, string>> = {
  snoozed_by: MAYBE_TEXT,
  snoozed_until: "Nullable(Date32)",
  held_by: MAYBE_TEXT,
  level: MAYBE_COUNT,
  cause: MAYBE_TEXT,
  reason: MAYBE_TEXT,
};

/** One row an assessment event; the last one of a goal and moment counts. */
export const assessmentEvents: BaseTable = {
  name: "assessment_events",
  origin: "log",
  columns: {
    goal: TEXT,
    kpi: TEXT,
    as_of: INSTANT,
    id: TEXT,
    period: TEXT,
    periods_left: "UInt32",
    backtest: "Bool",
    p_hit: FIGURE,
    p_hit_raw: FIGURE,
    reason: "LowCardinality(Nullable(String))",
    actual: FIGURE,
    target_to_date: FIGURE,
    target: FIGURE,
    ...TARGET_RANGE,
    expected_end: FIGURE,
    low_80: FIGURE,
    high_80: FIGURE,
    low_95: FIGURE,
    high_95: FIGURE,
    required_rate: FIGURE,
    required_rate_reached: MAYBE_COUNT,
    required_rate_of: MAYBE_COUNT,
    last_action_period: MAYBE_TEXT,
    crossing_period: MAYBE_TEXT,
    crossing_date: "Nullable(Date32)",
    rule_id: NAME,
    rule_version: NAME,
    rule_status: NAME,
    rule_hit_rate: FIGURE,
    ...PACE,
    model: NAME,
    model_version: NAME,
    calibration: TEXT,
    fan: FAN,
    ...BREAKS,
    ...REACH,
    inputs_position: TEXT,
    recorded_at: INSTANT,
    ...LINEAGE,
  },
  orderBy: ["goal", "as_of", "log_partition", "log_offset"],
  settings: READ_BY_KEY,
  month: "as_of",
};

/** One row a closing; the last one of a goal counts. */
export const goalClosings: BaseTable = {
  name: "goal_closings",
  origin: "log",
  columns: {
    goal: TEXT,
    as_of: INSTANT,
    outcome: NAME,
    actual: FIGURE,
    target: FIGURE,
    inputs_position: TEXT,
    recorded_at: INSTANT,
    ...LINEAGE,
  },
  orderBy: ["goal", "log_partition", "log_offset"],
  settings: READ_BY_KEY,
  month: "as_of",
  status: "outcome",
};

/** The life of alerts, one row a step; a step of several alerts is a row for each. */
export const alertEvents: BaseTable = {
  name: "alert_events",
  origin: "log",
  columns: {
    alert: TEXT,
    step: NAME,
    goal: TEXT,
    kpi: TEXT,
    owner: TEXT,
    as_of: `Nullable(${INSTANT})`,
    period: TEXT,
    backtest: "Bool",
    p_hit: FIGURE,
    p_hit_before: FIGURE,
    raise_below: FIGURE,
    periods: MAYBE_COUNT,
    expected_end: FIGURE,
    low_80: FIGURE,
    high_80: FIGURE,
    target: FIGURE,
    gap: FIGURE,
    last_action_period: MAYBE_TEXT,
    headline: TEXT,
    message: TEXT,
    evidence: TEXT,
    ...FLAG_BASIS,
    digest: MAYBE_TEXT,
    channel: MAYBE_TEXT,
    acknowledged_by: MAYBE_TEXT,
    review_date: "Nullable(Date32)",
    ...ALERT_LIFE,
    ...REACH_OF_ALERT,
    ...CONTENT_OF_ALERT,
    event_id: TEXT,
    outcome: MAYBE_TEXT,
    time: INSTANT,
    recorded_at: INSTANT,
    ...LINEAGE,
  },
  orderBy: ["alert", "step", "log_partition", "log_offset"],
  settings: READ_BY_KEY,
  month: "time",
  status: "step",
  shardBy: "goal",
};
