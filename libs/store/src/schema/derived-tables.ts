import type { BaseTable } from "./base-table.ts";
import { BUILD, FIGURE, NAME, READ_BY_KEY, TEXT } from "./base-table.ts";

const MAYBE_TEXT = "Nullable(String)";

/** Columns that came with ranges: the ends of the figures that meet a target. */
export const TARGET_RANGE: Readonly<Record<string, string>> = { target_lower: FIGURE, target_upper: FIGURE };

/** Every derived row: at which position of the log it was computed; the version grows with the rules, then with the sum of its offsets. */
const DERIVED = { inputs_position: TEXT, version: "UInt64", ...BUILD } as const;

/** All rows of a goal are written together: those of its greatest version count. */
export const goalProgressRows: BaseTable = {
  name: "goal_progress_rows",
  origin: "derived",
  columns: {
    goal: TEXT,
    kpi: TEXT,
    period_label: TEXT,
    period_start: "Date32",
    period_end: "Date32",
    actual: FIGURE,
    target: FIGURE,
    ...TARGET_RANGE,
    due_target: FIGURE,
    expected_progress: FIGURE,
    progress: FIGURE,
    status: NAME,
    rule_id: NAME,
    rule_version: NAME,
    vendor_label: NAME,
    ...DERIVED,
  },
  orderBy: ["goal", "period_start"],
  version: "version",
  settings: READ_BY_KEY,
  month: "period_start",
  status: "status",
};

/** All rows of a scorecard are written together: those of its greatest version count. */
export const scorecardRows: BaseTable = {
  name: "scorecard_rows",
  origin: "derived",
  columns: {
    scorecard: TEXT,
    period_label: TEXT,
    period_start: "Date32",
    period_end: "Date32",
    level: NAME,
    id: TEXT,
    unit: MAYBE_TEXT,
    category: MAYBE_TEXT,
    perspective: MAYBE_TEXT,
    goal: MAYBE_TEXT,
    score: FIGURE,
    weight: "Float64",
    coverage: "Float64",
    items: "UInt32",
    unknown_items: "UInt32",
    ...DERIVED,
  },
  orderBy: ["scorecard", "period_start", "level", "id"],
  version: "version",
  settings: READ_BY_KEY,
  month: "period_start",
};

/** Columns that came with linear pace and the coverage of intervals. */
export const BESIDES: Readonly<Record<string, string>> = {
  pace_count: "UInt32",
  pace_brier: FIGURE,
  brier_where_pace: FIGURE,
  interval_count: "UInt32",
  covered_80: FIGURE,
  covered_95: FIGURE,
};

/** All rows are written together: those of the greatest version count. */
export const forecastAccuracyRows: BaseTable = {
  name: "forecast_accuracy_rows",
  origin: "derived",
  columns: {
    goal_kind: TEXT,
    periods_left: "UInt32",
    count: "UInt32",
    brier: "Float64",
    base_rate: "Float64",
    buckets: "Array(Tuple(from Float64, to Float64, count UInt32, mean_p_hit Float64, hit_rate Float64))",
    rule_count: "UInt32",
    rule_brier: FIGURE,
    brier_where_rule: FIGURE,
    calibrated_rule_count: "UInt32",
    calibrated_rule_brier: FIGURE,
    brier_where_calibrated_rule: FIGURE,
    ...BESIDES,
    ...DERIVED,
  },
  orderBy: ["goal_kind", "periods_left"],
  version: "version",
};

/** Up to which position of the log the derived rows of a build of the tables stand, and by which rules they were computed. */
export const derivedUpTo: BaseTable = {
  name: "derived_up_to",
  origin: "own",
  columns: { name: TEXT, position: TEXT, rules: TEXT, version: "UInt64", ...BUILD },
  orderBy: ["name", "build"],
  version: "version",
};
