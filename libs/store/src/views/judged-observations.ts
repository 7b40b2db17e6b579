/** The columns of an observation that leave the fold, in the order of the public tables. */
export const OBSERVATION_COLUMNS = [
  "kpi",
  "series",
  "grain",
  "period_start",
  "period_end",
  "period_label",
  "kind",
  "value",
  "numerator",
  "denominator",
  "unit",
  "kpi_version",
  "completeness",
  "source",
  "time",
  "known_at",
  "recorded_at",
  "log_topic",
  "log_partition",
  "log_offset",
  "run_id",
] as const;

/** What else the public tables show of a reading, or decide by. */
const CARRIED: readonly string[] = [...OBSERVATION_COLUMNS, "period_ends_at", "event_type", "id", "actor"];
/** Columns that decide which reading is current: whoever chooses columns has to choose these too. */
const DECIDING = "kpi, series, kind, grain, period_start, source, id, time, known_at, log_offset".split(", ");

const PERIOD = "kpi, series, kind, grain, period_start";

/**
 * Every observation event, with the source that counts for its series and whether it is of that source: the one that
 * the plan named when the event was appended, else that of the series' first accepted event.
 * All events of a series stand in one partition, so their offsets are their order. Filters on kpi, and on series,
 * reach the primary key through the windows. `where` restricts which events are there at all (a position, a recorded time).
 */
export function sourcedObservations(base: string, columns: string, where: string): string {
  return `SELECT *, if(plan_source = '', source = first_source, source = plan_source) AS of_source
FROM (
  SELECT ${columns}, argMinIf(source, log_offset, plan_source = '' OR plan_source = source) OVER (PARTITION BY kpi, series) AS first_source
  FROM ${base}.observation_events FINAL
  WHERE ${where}
)`;
}

/**
 * Every observation event with its standing: `accepted`, `duplicate` (same id and payload again), `other_payload` or
 * `other_source` (conflicts). Of one id the first offset of the series' source counts.
 */
export function judgedObservations(base: string, where = "1"): string {
  return `SELECT *, multiIf(NOT of_source, 'other_source', log_offset = first_offset, 'accepted', payload_hash = first_hash, 'duplicate', 'other_payload') AS standing
FROM (
  SELECT *, minIf(log_offset, of_source) OVER same_id AS first_offset, argMinIf(payload_hash, log_offset, of_source) OVER same_id AS first_hash
  FROM (${sourcedObservations(base, "*, payload_hash", where)})
  WINDOW same_id AS (PARTITION BY kpi, series, source, id)
)`;
}

/** The accepted readings alone: the same as those that `judgedObservations` calls accepted, found with less work. */
export function acceptedObservations(
  base: string,
  where = "1",
  carried: readonly string[] = CARRIED,
): string {
  const columns = [...new Set([...DECIDING, ...carried])].join(", ");
  return `SELECT *
FROM (
  SELECT ${columns}, min(log_offset) OVER (PARTITION BY kpi, series, source, id) AS first_offset
  FROM (${sourcedObservations(base, `${columns}, plan_source`, where)})
  WHERE of_source
)
WHERE log_offset = first_offset`;
}

/** The accepted readings, each period's newest (greatest time, then offset) as rank 1; `readings` counts them. */
export function rankedObservations(
  base: string,
  where: { readonly events?: string; readonly accepted?: string } = {},
  carried: readonly string[] = CARRIED,
): string {
  return `SELECT ${carried.join(", ")}, row_number() OVER (PARTITION BY ${PERIOD} ORDER BY time DESC, log_offset DESC) AS newest, count() OVER (PARTITION BY ${PERIOD}) AS readings
FROM (${acceptedObservations(base, where.events, carried)})
WHERE ${where.accepted ?? "1"}`;
}

/** The current observation of each period; a retraction's value is NULL. */
export function currentObservationsSql(
  base: string,
  where: { readonly events?: string; readonly accepted?: string } = {},
): string {
  return `SELECT ${OBSERVATION_COLUMNS.join(", ")}, toUInt32(readings) AS version
FROM (${rankedObservations(base, where, OBSERVATION_COLUMNS)})
WHERE newest = 1`;
}
