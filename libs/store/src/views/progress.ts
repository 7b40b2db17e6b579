import { privateGoals } from "./newest-definitions.ts";
import { newestDerived } from "./newest-derived.ts";
import type { View } from "./view.ts";
import { FIGURE, MAYBE_TEXT } from "./view.ts";

export const goalProgress: View = {
  name: "goal_progress",
  comment:
    "A goal at a period: where it stands against its target; of a goal that left the plan the periods that were over by then, of a renamed one all under its new id; figures in the KPI's unit keep 15 significant digits",
  columns: [
    ["goal", "String", "Goal id, as it is now; goals that are in the plan now are those of the table goals"],
    ["kpi", "String", "KPI that it measures"],
    ["period_label", "String", "The period, such as 2026-09"],
    ["period_start", "Date32", "First local date of the period"],
    [
      "period_end",
      "Date32",
      "Last local date of the period; until it has gone by, the row says where the goal stands so far",
    ],
    [
      "actual",
      FIGURE,
      "Actual to date, in the KPI's unit; of control the share of periods that met their target; NULL: unknown",
    ],
    ["target", FIGURE, "The trajectory's target at this period, in the unit of actual; NULL: unknown"],
    ["target_lower", FIGURE, "Least figure that meets it; NULL: open on that side, or unknown"],
    ["target_upper", FIGURE, "Greatest figure that meets it; NULL likewise"],
    ["due_target", FIGURE, "Target of the due period as far as it was published by then"],
    ["expected_progress", FIGURE, "Where progress should be by now (1 is the target)"],
    [
      "progress",
      FIGURE,
      "Raw progress from start to target (1 is the target); NULL: unknown, or a goal to hold",
    ],
    ["status", "String", "on_track, watch, off_track or unknown"],
    ["rule_id", "String", "Rule that gave the status"],
    ["rule_version", "String", "Version of that rule"],
    ["vendor_label", "String", "The status in that rule's own words"],
    ["inputs_position", "String", "Log position that it was computed at, as JSON"],
    ["version", "UInt64", "Grows with the rules that rows are derived by, then with that position's offsets"],
  ],
  select: (base) =>
    `SELECT * FROM (${newestDerived(base, "goal_progress_rows")}) WHERE goal NOT IN (${privateGoals(base)})`,
};

export const scorecards: View = {
  name: "scorecards",
  comment:
    "A scorecard, one of its groups or one of its items at a period; of one that left the plan the periods that were over by then; private goals are not counted",
  columns: [
    [
      "scorecard",
      "String",
      "Scorecard id; scorecards that are in the plan now are those of the table scorecard_items",
    ],
    ["period_label", "String", "The period, such as 2026-09"],
    ["period_start", "Date32", "First local date of the period"],
    [
      "period_end",
      "Date32",
      "Last local date of the period; until it has gone by, the rows score what is there so far",
    ],
    ["level", "String", "item, cell (unit and category), unit, category, perspective or scorecard"],
    ["id", "String", "Goal, unit/category, unit, category, perspective or scorecard id"],
    ["unit", MAYBE_TEXT, "Organisation unit"],
    ["category", MAYBE_TEXT, "Category"],
    ["perspective", MAYBE_TEXT, "Perspective"],
    ["goal", MAYBE_TEXT, "Goal of an item, by the id that it has now"],
    [
      "score",
      FIGURE,
      "0 to 10: 10/3 at the red flag, 20/3 on the target, as doubles; NULL: nothing under it is known, or an item has a target of 0 and names no red flag",
    ],
    ["weight", "Float64", "Weight within its group"],
    ["coverage", "Float64", "Share of the weight under it that is known, 0 to 1"],
    ["items", "UInt32", "Items under it"],
    ["unknown_items", "UInt32", "Those of them without a score"],
    ["inputs_position", "String", "Log position that it was computed at, as JSON"],
    ["version", "UInt64", "Grows with the rules that rows are derived by, then with that position's offsets"],
  ],
  select: (base) =>
    `SELECT * FROM (${newestDerived(base, "scorecard_rows")}) WHERE goal IS NULL OR goal NOT IN (${privateGoals(base)})`,
};
