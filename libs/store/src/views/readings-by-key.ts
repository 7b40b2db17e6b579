/** Which readings are looked at: of `events` those that fulfil the condition are there at all, of the accepted ones those of `accepted` count. */
export interface ReadingsWhere {
  /** Has to name the KPIs: nothing that is asked of the result reaches the primary key. */
  readonly events: string;
  readonly accepted?: string;
}

/** Readings that agree in these columns speak of the same period. */
export const PERIOD = "kpi, series, kind, grain, period_start";
/** Columns that decide which reading counts. */
const DECIDING = `${PERIOD}, source, id, time, known_at, log_offset`.split(", ");

/**
 * The accepted readings of some KPIs: what `acceptedObservations` finds with windows, found by cutting off, which
 * costs a question about few KPIs half. A row that stands twice is there once.
 */
export function acceptedByKey(base: string, events: string, carried: readonly string[]): string {
  const columns = columnsOf(carried);
  return `SELECT ${columns} FROM (
  SELECT ${columns}, plan_source, argMinIf(source, log_offset, plan_source = '' OR plan_source = source) OVER (PARTITION BY kpi, series) AS first_source
  FROM ${base}.observation_events
  WHERE ${events}
)
WHERE source = if(plan_source = '', first_source, plan_source)
ORDER BY log_offset
LIMIT 1 BY kpi, series, source, id`;
}

/** The current reading of each period of some KPIs: what `currentObservationsSql` gives, without `version`. */
export function currentByKey(
  base: string,
  { events, accepted = "1" }: ReadingsWhere,
  carried: readonly string[],
): string {
  return `SELECT ${carried.join(", ")} FROM (${acceptedByKey(base, events, carried)})
WHERE ${accepted}
ORDER BY time DESC, log_offset DESC
LIMIT 1 BY ${PERIOD}`;
}

function columnsOf(carried: readonly string[]): string {
  return [...new Set([...DECIDING, ...carried])].join(", ");
}
