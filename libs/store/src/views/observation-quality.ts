import { acceptedObservations, currentObservationsSql, judgedObservations } from "./judged-observations.ts";
import { newestDefinitions } from "./newest-definitions.ts";
import type { View } from "./view.ts";
import { FIGURE, INSTANT, LINEAGE_COLUMNS, MAYBE_INSTANT, MAYBE_TEXT, VALUE } from "./view.ts";

/** A reading became current when no earlier record of its period had a later time. */
const BECAME_CURRENT = `SELECT *, lagInFrame(toNullable(log_offset)) OVER in_order AS old_log_offset, lagInFrame(value) OVER in_order AS old_value, lagInFrame(toNullable(known_at)) OVER in_order AS old_known_at
FROM (
  SELECT *, max(time) OVER (PARTITION BY kpi, series, kind, grain, period_start ORDER BY log_offset ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS latest_time
  FROM (__EVENTS__)
)
WHERE time = latest_time
WINDOW in_order AS (PARTITION BY kpi, series, kind, grain, period_start ORDER BY log_offset ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;

/** Two values that are not the same, unknown being a value: ClickHouse has no IS DISTINCT FROM before 25.10. */
function isOther(left: string, right: string): string {
  return `(isNull(${left}) != isNull(${right}) OR ifNull(${left} != ${right}, 0))`;
}

export const restatements: View = {
  name: "restatements",
  comment: "A value that changed after its period was over",
  columns: [
    ["kpi", "String", "KPI id"],
    ["series", "String", "Sorted dimension=member list; empty is the total"],
    ["kind", "String", "actual, planned or forecast"],
    ["period_label", "String", "The period whose value changed"],
    ["period_start", "Date32", "First local date of the period"],
    ["period_end", "Date32", "Last local date of the period"],
    ["old_value", VALUE, "Value before; NULL: it was withdrawn then"],
    ["new_value", VALUE, "Value after; NULL: it was withdrawn"],
    ["change_percent", FIGURE, "Change in percent of the old value; NULL where that says nothing"],
    ["old_known_at", INSTANT, "When the old value could first be known"],
    ["known_at", INSTANT, "When the new value could first be known"],
    ["time", INSTANT, "When the source changed the value"],
    ["recorded_at", INSTANT, "When Milepost appended the new value to its log"],
    ["source", "String", "CloudEvents source that reported the new value"],
    ["old_log_offset", "UInt64", "Offset of the old value's record, in the same partition"],
    ...LINEAGE_COLUMNS,
    ["run_id", MAYBE_TEXT, "Connector run that brought the new value; NULL: it was pushed"],
  ],
  select: (base) => `SELECT *, value AS new_value,
  if(old_value IS NULL OR old_value = 0 OR value IS NULL, NULL, toNullable(round(100 * (toFloat64(value) - toFloat64(old_value)) / abs(toFloat64(old_value)), 9))) AS change_percent
FROM (${BECAME_CURRENT.replace("__EVENTS__", acceptedObservations(base))})
WHERE old_log_offset IS NOT NULL AND ${isOther("value", "old_value")} AND known_at > period_ends_at`,
};

export const conflicts: View = {
  name: "conflicts",
  comment: "Observations that were kept apart: another payload under a known id, or another source",
  columns: [
    ["kpi", "String", "KPI id"],
    ["series", "String", "Sorted dimension=member list; empty is the total"],
    ["period_label", "String", "The period that the event speaks of"],
    ["period_start", "Date32", "First local date of the period"],
    ["kind", "String", "actual, planned or forecast"],
    [
      "reason",
      "String",
      "other_payload: its id had another content before; other_source: not the series' source",
    ],
    ["source", "String", "CloudEvents source of the event"],
    ["series_source", "String", "The source that counts for this series"],
    ["event_id", "String", "CloudEvents id of the event"],
    ["event_type", "String", "recorded or retracted"],
    ["value", VALUE, "The value that was not taken"],
    [
      "accepted_log_offset",
      "Nullable(UInt64)",
      "Offset of the event that holds this id; NULL for another source",
    ],
    ["time", INSTANT, "When the source changed the value"],
    ["known_at", INSTANT, "When anyone could first know the value"],
    ["recorded_at", INSTANT, "When Milepost appended it to its log"],
    ["data_owner", MAYBE_TEXT, "Person who answers for the KPI's data; NULL: nobody was named"],
    ...LINEAGE_COLUMNS,
    ["run_id", MAYBE_TEXT, "Connector run that brought it; NULL: it was pushed"],
  ],
  select: (base) => `SELECT event.*, standing AS reason, id AS event_id, owners.data_owner AS data_owner,
  if(plan_source = '', first_source, plan_source) AS series_source,
  if(standing = 'other_payload', toNullable(first_offset), NULL) AS accepted_log_offset
FROM (
  SELECT * FROM (
    SELECT *, row_number() OVER (PARTITION BY kpi, series, source, id, payload_hash, standing ORDER BY log_offset) AS repeat
    FROM (${judgedObservations(base)})
    WHERE standing IN ('other_source', 'other_payload')
  ) WHERE repeat = 1
) AS event
LEFT JOIN (SELECT kpi, data_owner FROM (${newestDefinitions(base, "kpi")})) AS owners USING (kpi)
SETTINGS join_use_nulls = 1`,
};

export const kpiFreshness: View = {
  name: "kpi_freshness",
  comment:
    "Per KPI, series and kind: the last period with a value; KPIs without any value have one row of NULLs",
  columns: [
    ["kpi", "String", "KPI id"],
    ["series", "String", "Sorted dimension=member list; empty is the total"],
    ["kind", "String", "actual, planned or forecast"],
    ["last_period", MAYBE_TEXT, "Last period with a value; NULL: there never was one"],
    ["last_period_start", "Nullable(Date32)", "Its first local date"],
    ["last_period_end", "Nullable(Date32)", "Its last local date"],
    ["known_at", MAYBE_INSTANT, "When that value could first be known"],
    ["recorded_at", MAYBE_INSTANT, "When Milepost appended that value to its log"],
    ["completeness", MAYBE_TEXT, "How much of that period is in: complete, partial or unknown"],
    ["first_period", MAYBE_TEXT, "First period with a value"],
    ["periods", "UInt64", "Periods with a value"],
    ["expected_freshness", MAYBE_TEXT, "How fresh the plan wants the KPI (ISO 8601 duration)"],
    ["publication_lag", MAYBE_TEXT, "How long after its end a period is published (ISO 8601 duration)"],
  ],
  select: (base) => `WITH newest AS (
  SELECT kpi, series, kind, toNullable(argMax(period_label, period_start)) AS last_period, toNullable(max(period_start)) AS last_period_start,
    toNullable(argMax(period_end, period_start)) AS last_period_end, toNullable(argMax(current.known_at, period_start)) AS known_at,
    toNullable(argMax(current.recorded_at, period_start)) AS recorded_at, toNullable(argMax(toString(completeness), period_start)) AS completeness,
    toNullable(argMin(period_label, period_start)) AS first_period, count() AS periods
  FROM (${currentObservationsSql(base)}) AS current
  WHERE value IS NOT NULL
  GROUP BY kpi, series, kind
), defined AS (SELECT kpi, expected_freshness, publication_lag FROM (${newestDefinitions(base, "kpi")}))
SELECT newest.*, defined.expected_freshness AS expected_freshness, toNullable(defined.publication_lag) AS publication_lag
FROM newest LEFT JOIN defined USING (kpi)
UNION ALL
SELECT kpi, '', 'actual', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, expected_freshness, toNullable(publication_lag)
FROM defined WHERE kpi NOT IN (SELECT kpi FROM newest)
SETTINGS join_use_nulls = 1`,
};
