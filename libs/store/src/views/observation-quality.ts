import { acceptedObservations, judgedObservations } from "./judged-observations.ts";
import { newestDefinitions } from "./newest-definitions.ts";
import type { View } from "./view.ts";
import { FIGURE, INSTANT, LINEAGE_COLUMNS, MAYBE_TEXT, VALUE } from "./view.ts";

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
  comment:
    "A value that changed after its period was over, also where only its unit, currency or behaviour did: compare kpi_version",
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
