import { privateGoals } from "./newest-definitions.ts";
import { newestDerived } from "./newest-derived.ts";
import type { Column, View } from "./view.ts";
import { FIGURE, INSTANT, LINEAGE_COLUMNS, MAYBE_TEXT } from "./view.ts";

const FAN =
  "Array(Tuple(period String, low95 Float64, low80 Float64, median Float64, high80 Float64, high95 Float64))";

const BREAKS = "Array(Tuple(kind String, period String, size Float64, ratio Nullable(Float64)))";

const columns: readonly Column[] = [
  ["goal", "String", "Goal id"],
  ["as_of", INSTANT, "The moment whose knowledge it uses"],
  ["backtest", "Bool", "True: made later, for that past moment, from what could be known then"],
  ["p_hit", FIGURE, "Chance (0 to 1) that the goal reaches its target; NULL: not assessed, see reason"],
  ["expected_end", FIGURE, "Median of the forecast at the due period, in the KPI's unit"],
  ["low_80", FIGURE, "Lower end of the 80 % interval of the expected end"],
  ["high_80", FIGURE, "Upper end of the 80 % interval of the expected end"],
  ["low_95", FIGURE, "Lower end of the 95 % interval of the expected end"],
  ["high_95", FIGURE, "Upper end of the 95 % interval of the expected end"],
  [
    "required_rate",
    FIGURE,
    "What each remaining period must bring on average in its own figure (of a figure to date, what lies behind it), in the KPI's unit; of a range, what comes to the end that is nearer to expected_end; NULL: unknown, or nothing that comes changes the outcome",
  ],
  [
    "crossing_date",
    "Nullable(Date32)",
    "End of the period in which the median path crosses the target; the assessed one where it is met already (of first-hit the first that met it); NULL: in none, or it is to be held",
  ],
  ["model", "String", "Forecast model"],
  ["model_version", "String", "Its version"],
  ["inputs_position", "String", "Log position that it used: first unread offset per partition, as JSON"],
  ["kpi", "String", "KPI that the goal measures"],
  ["period", "String", "Last complete period at as_of"],
  ["periods_left", "UInt32", "Periods from there to the due one"],
  ["p_hit_raw", FIGURE, "The chance before calibration on earlier outcomes"],
  ["reason", MAYBE_TEXT, "Why it was not assessed; NULL: it was"],
  ["actual", FIGURE, "Actual to date, in the KPI's unit"],
  ["target_to_date", FIGURE, "Target to date, in the KPI's unit"],
  ["target", FIGURE, "Target of the due period as far as it was published, in the KPI's unit"],
  ["target_lower", FIGURE, "Least figure that meets it; NULL: open on that side, or not assessed"],
  ["target_upper", FIGURE, "Greatest figure that meets it; NULL likewise"],
  ["required_rate_reached", "Nullable(UInt32)", "In how many earlier periods that rate was reached …"],
  ["required_rate_of", "Nullable(UInt32)", "… of how many"],
  ["last_action_period", MAYBE_TEXT, "Last period from which the target can still be reached"],
  ["crossing_period", MAYBE_TEXT, "Period in which the median path crosses the target, or it was met"],
  ["rule_id", "String", "The plain red/green rule beside it"],
  ["rule_version", "String", "Version of that rule"],
  ["rule_status", "String", "What that rule shows: on_track, off_track or unknown"],
  ["rule_hit_rate", FIGURE, "Share of earlier goals with this status at this time that were hit"],
  ["pace_expected", FIGURE, "What a straight line from start to target asks for by now, in the KPI's unit"],
  ["pace_status", "String", "Linear pace: on_pace, behind or unknown"],
  ["calibration", "String", "What the calibration used, as JSON"],
  [
    "reach",
    FIGURE,
    "Share of the way to the target that its alerts look at, as of an aspirational goal; NULL: they look at the target",
  ],
  ["reach_target", FIGURE, "The figure that is, in the KPI's unit"],
  ["p_reach", FIGURE, "Chance of reaching that; p_hit is always that of the target"],
  ["breaks", BREAKS, "Outliers and level shifts of the past that it took for what they are"],
  ["fan", FAN, "Forecast of each coming period with its 80 % and 95 % intervals"],
  ["recorded_at", INSTANT, "When it was appended to the log"],
  ...LINEAGE_COLUMNS,
];

export const assessments: View = {
  name: "assessments",
  comment: "One forecast against one goal at one moment",
  columns,
  select: (base) => `SELECT * FROM (
  SELECT *, row_number() OVER (PARTITION BY goal, as_of ORDER BY log_offset DESC) AS newest FROM ${base}.assessment_events FINAL
) WHERE newest = 1 AND goal NOT IN (${privateGoals(base)})`,
};

const BUCKETS = "Array(Tuple(from Float64, to Float64, count UInt32, mean_p_hit Float64, hit_rate Float64))";

export const forecastAccuracy: View = {
  name: "forecast_accuracy",
  comment:
    "How good the chances were, per goal kind and horizon, on closed goals but private ones; Brier: 0 is best",
  columns: [
    ["goal_kind", "String", "Kind of goal"],
    ["periods_left", "UInt32", "Horizon: periods from the assessment to the due one"],
    ["count", "UInt32", "Assessments of closed goals"],
    ["brier", "Float64", "Mean squared error of the chance"],
    ["base_rate", "Float64", "Share of those goals that hit"],
    ["buckets", BUCKETS, "Reliability: forecasts by tenths of the scale with the share that hit"],
    ["rule_count", "UInt32", "Assessments where the red/green rule had a status"],
    ["rule_brier", FIGURE, "Brier of that rule as 0 or 1, on those"],
    ["brier_where_rule", FIGURE, "Brier of the chance on the same"],
    ["calibrated_rule_count", "UInt32", "Assessments where earlier outcomes gave the rule a chance"],
    ["calibrated_rule_brier", FIGURE, "Brier of that calibrated rule, on those"],
    ["brier_where_calibrated_rule", FIGURE, "Brier of the chance on the same"],
    ["pace_count", "UInt32", "Assessments where linear pace had a status"],
    ["pace_brier", FIGURE, "Brier of linear pace as 0 or 1, on those"],
    ["brier_where_pace", FIGURE, "Brier of the chance on the same"],
    ["interval_count", "UInt32", "Assessments with an interval of the expected end and a known end"],
    ["covered_80", FIGURE, "Share of those whose end lay in the 80 % interval"],
    ["covered_95", FIGURE, "Share of those whose end lay in the 95 % interval"],
    ["inputs_position", "String", "Log position that it was computed at, as JSON"],
  ],
  select: (base) => newestDerived(base, "forecast_accuracy_rows"),
};
