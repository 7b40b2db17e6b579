import type { BaseTable } from "./base-table.ts";
import { FIGURE, INSTANT, LINEAGE, NAME, TEXT } from "./base-table.ts";

const MAYBE_TEXT = "Nullable(String)";

/** What every definition row carries: one row an event, the last event is what holds now. */
const DEFINED = {
  archived: "Bool",
  effective_from: "Nullable(Date32)",
  managed_by: NAME,
  actor: NAME,
  recorded_at: INSTANT,
  ...LINEAGE,
} as const;

export const kpiDefinitions: BaseTable = {
  name: "kpi_definitions",
  origin: "log",
  columns: {
    kpi: TEXT,
    name: TEXT,
    description: MAYBE_TEXT,
    unit: TEXT,
    currency: MAYBE_TEXT,
    decimals: "UInt8",
    direction: MAYBE_TEXT,
    behaviour: TEXT,
    grain: TEXT,
    calendar: TEXT,
    time_zone: MAYBE_TEXT,
    dimensions: "Array(String)",
    total: TEXT,
    source: MAYBE_TEXT,
    running_of: MAYBE_TEXT,
    category: MAYBE_TEXT,
    belongs_to: MAYBE_TEXT,
    parent: MAYBE_TEXT,
    perspective: MAYBE_TEXT,
    lead_or_lag: MAYBE_TEXT,
    data_owner: MAYBE_TEXT,
    final_after: MAYBE_TEXT,
    publication_lag: TEXT,
    expected_freshness: MAYBE_TEXT,
    lower_bound: FIGURE,
    upper_bound: FIGURE,
    kpi_version: "UInt32",
    ...DEFINED,
  },
  orderBy: ["kpi", "log_partition", "log_offset"],
  month: "recorded_at",
};

/** Of a calendar what periods' instants depend on. */
export const calendarDefinitions: BaseTable = {
  name: "calendar_definitions",
  origin: "log",
  columns: { calendar: TEXT, time_zone: MAYBE_TEXT, ...DEFINED },
  orderBy: ["calendar", "log_partition", "log_offset"],
  month: "recorded_at",
};

/** Columns that came with ranges and success ratios. */
export const RANGE_OF_GOAL: Readonly<Record<string, string>> = {
  measure_lower: FIGURE,
  measure_upper: FIGURE,
  measure_tolerance: FIGURE,
  success_ratio: FIGURE,
};

/** Columns that came with looking back on missed goals. */
export const INCENTIVE_OF_GOAL: Readonly<Record<string, string>> = { incentive_linked: "Nullable(Bool)" };

/** Columns that came with check-ins. */
export const CADENCE_OF_GOAL: Readonly<Record<string, string>> = {
  cadence: MAYBE_TEXT,
  grace: MAYBE_TEXT,
  check_ins: "Nullable(Bool)",
};

/** Columns that came with what missing a goal costs. */
export const COST_OF_GOAL: Readonly<Record<string, string>> = { cost_of_miss: FIGURE };

/** Columns that came with following a goal over its renames. */
export const NAME_OF_GOAL: Readonly<Record<string, string>> = { renamed_from: MAYBE_TEXT };

export const goalDefinitions: BaseTable = {
  name: "goal_definitions",
  origin: "log",
  columns: {
    goal: TEXT,
    kind: TEXT,
    title: TEXT,
    owner: TEXT,
    contributors: "Array(String)",
    parent: MAYBE_TEXT,
    team: MAYBE_TEXT,
    window_from: "Nullable(Date32)",
    window_to: "Nullable(Date32)",
    kpi: TEXT,
    series: TEXT,
    measure_from: FIGURE,
    measure_to: FIGURE,
    ...RANGE_OF_GOAL,
    trajectory: TEXT,
    evaluation: TEXT,
    weight: FIGURE,
    commitment: TEXT,
    ...INCENTIVE_OF_GOAL,
    ...COST_OF_GOAL,
    ...CADENCE_OF_GOAL,
    ...NAME_OF_GOAL,
    private: "Bool",
    ...DEFINED,
  },
  orderBy: ["goal", "log_partition", "log_offset"],
  month: "recorded_at",
};

/** One row an item of a scorecard's definition; an archived scorecard is one row without a goal. */
export const scorecardDefinitions: BaseTable = {
  name: "scorecard_definitions",
  origin: "log",
  columns: {
    scorecard: TEXT,
    ordinal: "UInt32",
    scorecard_name: MAYBE_TEXT,
    layout: TEXT,
    goal: TEXT,
    perspective: MAYBE_TEXT,
    weight: FIGURE,
    red_flag: FIGURE,
    red_flag_distance: FIGURE,
    red_flag_share: FIGURE,
    ...DEFINED,
  },
  orderBy: ["scorecard", "log_partition", "log_offset", "ordinal"],
  month: "recorded_at",
};
