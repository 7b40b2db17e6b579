/** The current definitions of a kind among rows that count, one row an object; archived ones are left out. */
export function newestDefinitions(base: string, kind: "calendar" | "kpi" | "goal", where = "1"): string {
  return `SELECT * FROM (
  SELECT *, row_number() OVER (PARTITION BY ${kind} ORDER BY log_offset DESC) AS newest FROM ${base}.${kind}_definitions FINAL WHERE ${where}
) WHERE newest = 1 AND NOT archived`;
}

/** The ids of goals that are private: readers of the public tables may not see them; of some goals, or of all. */
export function privateGoals(base: string, where = "1"): string {
  return `SELECT goal FROM ${base}.goal_definitions WHERE ${where} GROUP BY goal HAVING argMaxIf(private, log_offset, NOT archived)`;
}
