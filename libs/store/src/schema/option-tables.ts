import type { BaseTable } from "./base-table.ts";
import { FIGURE, INSTANT, LINEAGE, NAME, READ_BY_KEY, TEXT } from "./base-table.ts";

const MAYBE_TEXT = "Nullable(String)";
const MAYBE_COUNT = "Nullable(UInt32)";
const MAYBE_DATE = "Nullable(Date32)";

/** Columns that came with leads as a kind of option. */
export const LEAD_OF_OPTION: BaseTable["columns"] = {
  lead: MAYBE_TEXT,
  lead_test: MAYBE_TEXT,
  lag: MAYBE_COUNT,
  strength: FIGURE,
  slope: FIGURE,
  level: FIGURE,
  from_period: MAYBE_TEXT,
  from_date: MAYBE_DATE,
};

/** Columns that came with chances of leads over all slopes that may be. */
export const UNSURE_LEAD: BaseTable["columns"] = {
  slope_error: FIGURE,
  p_hit_low: FIGURE,
  p_hit_high: FIGURE,
};

/** Columns that came with leads as something to decide on. */
export const LEAD_OF_SUGGESTION: BaseTable["columns"] = {
  lead: MAYBE_TEXT,
  lead_test: MAYBE_TEXT,
  level: FIGURE,
  from_period: MAYBE_TEXT,
  from_date: MAYBE_DATE,
  owner: MAYBE_TEXT,
};

/** One row an option that was weighed for an alert, and one for each kind of which there was none. */
export const optionEvents: BaseTable = {
  name: "option_events",
  origin: "log",
  columns: {
    alert: TEXT,
    goal: TEXT,
    kpi: TEXT,
    option: TEXT,
    kind: NAME,
    place: "UInt16",
    due_on: MAYBE_DATE,
    due_period: MAYBE_TEXT,
    value: FIGURE,
    p_hit: FIGURE,
    change: FIGURE,
    line: MAYBE_TEXT,
    reached: MAYBE_COUNT,
    reached_of: MAYBE_COUNT,
    until_period: MAYBE_TEXT,
    child: MAYBE_TEXT,
    weight: FIGURE,
    gap: FIGURE,
    share: FIGURE,
    child_assessment: MAYBE_TEXT,
    ...LEAD_OF_OPTION,
    ...UNSURE_LEAD,
    reason: MAYBE_TEXT,
    tried_to: MAYBE_DATE,
    assessment: TEXT,
    as_of: INSTANT,
    period: TEXT,
    periods_left: "UInt32",
    p_hit_now: FIGURE,
    target_now: FIGURE,
    due_on_now: "Date32",
    clear_above: FIGURE,
    external: "Array(String)",
    model: NAME,
    model_version: NAME,
    inputs_position: TEXT,
    event_id: TEXT,
    time: INSTANT,
    recorded_at: INSTANT,
    ...LINEAGE,
  },
  orderBy: ["alert", "log_partition", "log_offset", "option"],
  settings: READ_BY_KEY,
  month: "time",
  status: "kind",
  shardBy: "goal",
};

/** One row a decision on a suggestion; the first one of an option counts. */
export const suggestionEvents: BaseTable = {
  name: "suggestion_events",
  origin: "log",
  columns: {
    alert: TEXT,
    goal: TEXT,
    option: TEXT,
    kind: NAME,
    decision: NAME,
    value: FIGURE,
    due_on: MAYBE_DATE,
    p_hit_before: FIGURE,
    p_hit: FIGURE,
    line: TEXT,
    ...LEAD_OF_SUGGESTION,
    alert_event: TEXT,
    assessment: TEXT,
    options_event: TEXT,
    external: "Array(String)",
    decided_by: TEXT,
    event_id: TEXT,
    time: INSTANT,
    recorded_at: INSTANT,
    ...LINEAGE,
  },
  orderBy: ["alert", "option", "log_partition", "log_offset"],
  settings: READ_BY_KEY,
  month: "time",
  status: "decision",
  shardBy: "goal",
};
