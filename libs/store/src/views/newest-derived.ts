/** Derived tables, by the column that names their owner; forecast accuracy has one owner. */
export const DERIVED_OWNER = {
  goal_progress_rows: "goal",
  scorecard_rows: "scorecard",
  forecast_accuracy_rows: undefined,
} as const;
export type DerivedTable = keyof typeof DERIVED_OWNER;

/**
 * The derived rows of each owner's greatest version. Rows that a later computation no longer gave are left out, and so
 * are those that stand for "no rows".
 */
export function newestDerived(base: string, table: DerivedTable): string {
  return `${newestVersions(base, table)} AND ${isShown(table)}`;
}

/**
 * The same with those that stand for "no rows". The table is named once: while a rebuild exchanges it, a question that
 * named it twice could meet the versions of one table and the rows of the other, and find nothing.
 */
export function newestVersions(base: string, table: DerivedTable): string {
  const owner = DERIVED_OWNER[table];
  const partition = owner === undefined ? "" : `PARTITION BY ${owner}`;
  return `SELECT * EXCEPT (newest) FROM (
  SELECT *, max(version) OVER (${partition}) AS newest FROM ${base}.${table} FINAL
) WHERE version = newest`;
}

/** The condition that leaves out rows that stand for "no rows". */
export function isShown(table: DerivedTable): string {
  return table === "forecast_accuracy_rows" ? "goal_kind != ''" : "period_label != ''";
}
