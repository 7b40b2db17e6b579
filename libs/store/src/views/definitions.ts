import { newestDefinitions, privateGoals } from "./newest-definitions.ts";
import type { Column, View } from "./view.ts";
import { FIGURE, INSTANT, LINEAGE_COLUMNS, MAYBE_TEXT } from "./view.ts";

const HOLDS: readonly Column[] = [
  ["effective_from", "Nullable(Date32)", "From which local date on the definition holds"],
  ["managed_by", "String", "file or api: where the object is managed"],
  ["recorded_at", INSTANT, "When this definition was appended to the log"],
];
const CHANGE: readonly Column[] = [
  ["version", "UInt32", "1 for the first definition of the object, 2 for the next …"],
  ["archived", "Bool", "True: this change took the object out of the plan"],
  ["actor", "String", "Who made the change"],
  ...LINEAGE_COLUMNS,
];

const kpiColumns: readonly Column[] = [
  ["kpi", "String", "KPI id"],
  ["name", "String", "Name as people read it"],
  ["description", MAYBE_TEXT, "What is measured"],
  ["unit", "String", "Unit of every value"],
  ["currency", MAYBE_TEXT, "ISO 4217 code, where the unit is money"],
  ["decimals", "UInt8", "Decimals that are shown"],
  ["direction", MAYBE_TEXT, "Which way is better: increase, decrease or maintain; NULL: nobody says"],
  ["behaviour", "String", "How values of shorter periods make that of a longer one"],
  ["grain", "String", "Length of a period: day, week, month, quarter or year"],
  ["calendar", "String", "Calendar id"],
  ["time_zone", MAYBE_TEXT, "Time zone of its periods; NULL: the calendar's"],
  ["dimensions", "Array(String)", "Dimensions whose members make series"],
  ["total", "String", "Whether the total is reported or derived"],
  ["source", MAYBE_TEXT, "The only source that counts; NULL: the first that reports"],
  ["running_of", MAYBE_TEXT, "The KPI whose year-to-date figure this one publishes"],
  ["category", MAYBE_TEXT, "Category"],
  ["belongs_to", MAYBE_TEXT, "Organisation unit that it belongs to"],
  ["parent", MAYBE_TEXT, "KPI that it is a part of"],
  ["perspective", MAYBE_TEXT, "Scorecard perspective"],
  ["lead_or_lag", MAYBE_TEXT, "lead or lag"],
  ["data_owner", MAYBE_TEXT, "Person who answers for its data, by id"],
  ["final_after", MAYBE_TEXT, "When a period's value is final (ISO 8601 duration after its end)"],
  ["publication_lag", "String", "When a period is published (ISO 8601 duration after its end)"],
  ["expected_freshness", MAYBE_TEXT, "How fresh it should be (ISO 8601 duration)"],
  ["lower_bound", FIGURE, "Smallest possible value; NULL: none"],
  ["upper_bound", FIGURE, "Largest possible value; NULL: none"],
  ["kpi_version", "UInt32", "Counts changes of unit, currency, grain, calendar or behaviour"],
];

const goalColumns: readonly Column[] = [
  ["goal", "String", "Goal id"],
  ["kind", "String", "Kind of goal, such as annual_goal or key_result"],
  ["title", "String", "Title as people read it"],
  ["owner", "String", "The one accountable person, by id"],
  ["contributors", "Array(String)", "People who contribute, by id"],
  ["parent", MAYBE_TEXT, "Goal above it; NULL: none, or a private one"],
  ["team", MAYBE_TEXT, "Organisation unit"],
  ["window_from", "Nullable(Date32)", "First local date of its window"],
  ["window_to", "Nullable(Date32)", "Last local date of its window: it is due in that period"],
  ["kpi", "String", "KPI that it measures"],
  ["series", "String", "Series that it measures; empty is the total"],
  [
    "measure_from",
    FIGURE,
    "Where it starts, in the KPI's unit; NULL: unknown. Of cumulative, which starts at 0: the window before",
  ],
  ["measure_to", FIGURE, "Where it must end, in the KPI's unit; NULL: the range or the planned series says"],
  ["measure_lower", FIGURE, "Lower end of the range to be in, in the KPI's unit; NULL: it has none"],
  ["measure_upper", FIGURE, "Upper end of that range"],
  [
    "measure_tolerance",
    FIGURE,
    "How far from the target, to either side, still meets it; NULL: nothing is said",
  ],
  ["success_ratio", FIGURE, "Of control: share of the periods that must meet their target; NULL: all"],
  ["trajectory", "String", "linear, step, phased, planned:latest or planned:last-year-ratio"],
  ["evaluation", "String", "How it is judged from the values inside its window"],
  ["weight", FIGURE, "Weight in roll-ups"],
  ["commitment", "String", "committed or aspirational"],
  ["incentive_linked", "Nullable(Bool)", "Whether pay or a bonus depends on it; NULL: the plan does not say"],
  [
    "cost_of_miss",
    FIGURE,
    "What missing it costs, in the unit that the plan holds against the cost of looking into an alert; NULL: the plan does not say",
  ],
  [
    "cadence",
    MAYBE_TEXT,
    "How often people look at it: weekly … quarterly, or an ISO 8601 duration; NULL: nothing is said",
  ],
  [
    "grace",
    MAYBE_TEXT,
    "For how much longer silence about it is no gap yet (ISO 8601 duration); NULL: a week",
  ],
  ["check_ins", "Nullable(Bool)", "False: people cannot check in on it; NULL: they can"],
  [
    "renamed_from",
    MAYBE_TEXT,
    "Id that it had before: what was said of it then stands under that one; NULL: it was not renamed, or the row is older than this column",
  ],
];

const itemColumns: readonly Column[] = [
  ["scorecard", "String", "Scorecard id"],
  ["scorecard_name", MAYBE_TEXT, "Name as people read it"],
  ["layout", "String", "perspectives or units-by-category"],
  ["ordinal", "UInt32", "Place of the item in the plan, from 0"],
  ["goal", "String", "Goal that the item scores"],
  ["perspective", MAYBE_TEXT, "Perspective that the plan gives the item"],
  ["weight", FIGURE, "Weight within its group"],
  [
    "red_flag",
    FIGURE,
    "Value that scores 3⅓ of 10, in the KPI's unit (of control a share of periods); NULL: not named",
  ],
  ["red_flag_distance", FIGURE, "Or its distance from the target; NULL: not named"],
  ["red_flag_share", FIGURE, "Else its distance as a share of the target"],
];

/** Rows with their version per object; an event's rows share their offset. */
function versions(base: string, { table, key, where = "1" }: Versioned): string {
  return `SELECT *, toUInt32(dense_rank() OVER (PARTITION BY ${key} ORDER BY log_offset)) AS version FROM ${base}.${table} FINAL WHERE ${where}`;
}

interface Versioned {
  readonly table: string;
  readonly key: string;
  /** Rows that count. */
  readonly where?: string;
}

/**
 * Holds for rows of goals that everybody may see. It stands where rows are read: a condition that a reader puts on a view is
 * tried below its window functions, and what it fails on is told in the error.
 */
function isPublic(base: string): string {
  return `goal NOT IN (${privateGoals(base)})`;
}

function withPublicParents(base: string, select: string): string {
  return `SELECT * EXCEPT parent, if(ifNull(found.parent, '') IN (${privateGoals(base)}), NULL, found.parent) AS parent FROM (${select}) AS found`;
}

export const kpis: View = {
  name: "kpis",
  comment: "A KPI's definition as it stands now",
  columns: [...kpiColumns, ...HOLDS],
  select: (base) => newestDefinitions(base, "kpi"),
};

export const kpisHistory: View = {
  name: "kpis_history",
  comment: "Every definition that a KPI ever had",
  columns: [...kpiColumns, ...HOLDS, ...CHANGE],
  select: (base) => versions(base, { table: "kpi_definitions", key: "kpi" }),
};

export const goals: View = {
  name: "goals",
  comment: "A goal's definition as it stands now; private goals are not here",
  columns: [...goalColumns, ...HOLDS],
  select: (base) => withPublicParents(base, newestDefinitions(base, "goal", isPublic(base))),
};

export const goalsHistory: View = {
  name: "goals_history",
  comment: "Every definition that a goal ever had; goals that are or were private then are not here",
  columns: [...goalColumns, ...HOLDS, ...CHANGE],
  select: (base) =>
    withPublicParents(
      base,
      `SELECT * FROM (${versions(base, { table: "goal_definitions", key: "goal", where: isPublic(base) })}) WHERE NOT private`,
    ),
};

export const scorecardItems: View = {
  name: "scorecard_items",
  comment: "An item of a scorecard as it stands now",
  columns: [...itemColumns, ...HOLDS],
  select: (base) => `SELECT * FROM (
  SELECT *, max(log_offset) OVER (PARTITION BY scorecard) AS newest FROM ${base}.scorecard_definitions FINAL
) WHERE log_offset = newest AND NOT archived AND goal NOT IN (${privateGoals(base)})`,
};

export const scorecardItemsHistory: View = {
  name: "scorecard_items_history",
  comment: "Every item that a scorecard ever had, by version of the scorecard",
  columns: [...itemColumns, ...HOLDS, ...CHANGE],
  select: (base) =>
    `SELECT * FROM (${versions(base, { table: "scorecard_definitions", key: "scorecard" })}) WHERE goal NOT IN (${privateGoals(base)})`,
};
