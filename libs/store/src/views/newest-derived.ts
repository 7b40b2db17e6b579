/**
 * The derived rows of each owner's greatest version. Rows that a later computation no longer gave are left out, and so
 * are those that stand for "no rows".
 */
export function newestDerived(
  base: string,
  table: "goal_progress_rows" | "scorecard_rows" | "forecast_accuracy_rows",
): string {
  if (table === "forecast_accuracy_rows") {
    return `SELECT * FROM ${base}.${table} FINAL WHERE version = (SELECT max(version) FROM ${base}.${table}) AND goal_kind != ''`;
  }
  const owner = table === "goal_progress_rows" ? "goal" : "scorecard";
  return `SELECT * FROM ${base}.${table} FINAL
WHERE (${owner}, version) IN (SELECT ${owner}, max(version) FROM ${base}.${table} GROUP BY ${owner}) AND period_label != ''`;
}
