import type { BaseTable } from "./base-table.ts";
import { FIGURE, INSTANT, LINEAGE, NAME, READ_BY_KEY, TEXT } from "./base-table.ts";

const MAYBE_TEXT = "Nullable(String)";

/** One row a report of something that happened outside. */
export const externalEvents: BaseTable = {
  name: "external_report_events",
  origin: "log",
  columns: {
    report: TEXT,
    source: TEXT,
    event_id: TEXT,
    kind: NAME,
    title: TEXT,
    happened_at: INSTANT,
    goals: "Array(String)",
    unknown_goals: "Array(String)",
    unknown_kpis: "Array(String)",
    actor: NAME,
    recorded_at: INSTANT,
    ...LINEAGE,
  },
  orderBy: ["report", "log_partition", "log_offset"],
  settings: READ_BY_KEY,
  month: "recorded_at",
};

/** How the goal of a review ended; it came later. */
export const OUTCOME_OF_REVIEW: BaseTable["columns"] = { outcome: MAYBE_TEXT };

/** One row a step of a review: opened, reassessed, concluded, closed with the goal's outcome. */
export const reviewEvents: BaseTable = {
  name: "review_events",
  origin: "log",
  columns: {
    review: TEXT,
    goal: TEXT,
    step: NAME,
    event_id: TEXT,
    report: MAYBE_TEXT,
    assessment: MAYBE_TEXT,
    period: MAYBE_TEXT,
    p_hit: FIGURE,
    decision: MAYBE_TEXT,
    said_by: MAYBE_TEXT,
    ...OUTCOME_OF_REVIEW,
    time: INSTANT,
    recorded_at: INSTANT,
    ...LINEAGE,
  },
  orderBy: ["review", "log_partition", "log_offset"],
  settings: READ_BY_KEY,
  month: "time",
  status: "step",
  shardBy: "goal",
};
