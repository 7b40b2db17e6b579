import { OBSERVATION_COLUMNS, rankedObservations } from "./judged-observations.ts";
import { newestDefinitions } from "./newest-definitions.ts";
import { pipelineSql } from "./pipeline.ts";
import type { View } from "./view.ts";
import { FIGURE, MAYBE_INSTANT, MAYBE_TEXT } from "./view.ts";

export const kpiFreshness: View = {
  name: "kpi_freshness",
  comment:
    "Per KPI, series and kind: the last period with a value, and whether a newer one is due; KPIs without any value have one row of NULLs",
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
    [
      "expected_by",
      MAYBE_INSTANT,
      "When the value of the next period is due: its end and expected_freshness, else publication_lag; NULL: the plan says neither",
    ],
    [
      "complete_up_to",
      MAYBE_INSTANT,
      "All values of the series that were appended up to then are counted here; NULL: nobody knows",
    ],
    [
      "age_seconds",
      FIGURE,
      "How old the last period's value is: from recorded_at to complete_up_to, in seconds; NULL: unknown",
    ],
    [
      "freshness",
      "String",
      "not_caught_up: newer values may stand in the log, or nobody knows (see pipeline); else no_value: there never was one; late: the next was due and did not come; on_time: it is not due yet; unscheduled: the plan does not say when it is due",
    ],
  ],
  select: (
    base,
  ) => `WITH read AS (SELECT toInt64(partition) AS place, standing, complete_up_to FROM (${pipelineSql(base)}) WHERE topic = 'observations'),
read_or_all AS (
  SELECT place, standing, complete_up_to FROM read
  UNION ALL
  SELECT ${ALL_PARTITIONS} AS place, if(countIf(standing != 'caught_up') = 0, 'caught_up', 'behind') AS standing, if(countIf(complete_up_to IS NULL) > 0, NULL, min(complete_up_to)) AS complete_up_to
  FROM read HAVING count() > 0
), newest AS (
  SELECT kpi, series, kind, toInt64(argMax(log_partition, period_start)) AS place, argMax(toString(grain), period_start) AS grain, argMax(period_ends_at, period_start) AS ends_at,
    toNullable(argMax(period_label, period_start)) AS last_period, toNullable(max(period_start)) AS last_period_start,
    toNullable(argMax(period_end, period_start)) AS last_period_end, toNullable(argMax(current.known_at, period_start)) AS known_at,
    toNullable(argMax(current.recorded_at, period_start)) AS recorded_at, toNullable(argMax(toString(completeness), period_start)) AS completeness,
    toNullable(argMin(period_label, period_start)) AS first_period, count() AS periods
  FROM (${rankedObservations(base, {}, [...OBSERVATION_COLUMNS, "period_ends_at"])}) AS current
  WHERE newest = 1 AND value IS NOT NULL
  GROUP BY kpi, series, kind
), defined AS (
  SELECT kpi, expected_freshness, toNullable(publication_lag) AS publication_lag, ifNull(time_zone, calendar_zone) AS stated_zone
  FROM (${newestDefinitions(base, "kpi")}) AS kpis
  LEFT JOIN (SELECT calendar, time_zone AS calendar_zone FROM (${newestDefinitions(base, "calendar")})) AS calendars USING (calendar)
), dated AS (
  SELECT *, if(stated_zone IN (SELECT time_zone FROM system.time_zones), stated_zone, NULL) AS zone, ${dueDate(DURATION)} AS wall,
    addSeconds(wall, -${AHEAD}) AS guess, addSeconds(guess, -${aheadOfWall("guess")}) AS nearer,
    if(${aheadOfWall("nearer")} = 0, nearer, greatest(guess, nearer)) AS midnight
  FROM newest LEFT JOIN defined USING (kpi)
), facts AS (
  SELECT * EXCEPT (stated_zone, zone, wall, guess, nearer, midnight), addSeconds(midnight, ${dueSeconds(DURATION)}) AS due_at
  FROM dated
  UNION ALL
  SELECT kpi, '', 'actual', ${ALL_PARTITIONS}, '', toDateTime64(0, 3, 'UTC'), NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, expected_freshness, publication_lag, NULL
  FROM defined WHERE kpi NOT IN (SELECT kpi FROM newest)
), read_facts AS (
  SELECT *, if(kind != 'actual' OR ifNull(expected_freshness, ifNull(publication_lag, 'PT0S')) = 'PT0S', NULL, due_at) AS expected_by
  FROM facts LEFT JOIN read_or_all USING (place)
)
SELECT *, if(complete_up_to IS NULL OR recorded_at IS NULL, NULL, greatest(0, dateDiff('millisecond', recorded_at, complete_up_to)) / 1000) AS age_seconds,
  multiIf(ifNull(standing, 'unknown') != 'caught_up', 'not_caught_up', last_period IS NULL, 'no_value', expected_by IS NULL, 'unscheduled', expected_by <= complete_up_to, 'late', 'on_time') AS freshness
FROM read_facts
SETTINGS join_use_nulls = 1`,
};

/** Stands for all partitions of observations: any of them may hold the first value of a KPI that has none. */
const ALL_PARTITIONS = -1;

/** The local midnight after the period that follows the last one. */
const NEXT_ENDS = `toDateTime64(multiIf(grain = 'day', addDays(last_period_end, 2), grain = 'week', addDays(last_period_end, 8), addMonths(addDays(last_period_end, 1), multiIf(grain = 'month', 1, grain = 'quarter', 3, 12))), 3, 'UTC')`;
/** What the KPI's time zone was ahead of UTC at the end of the last period, in seconds. */
const AHEAD = `dateDiff('second', ends_at, toDateTime64(addDays(last_period_end, 1), 3, 'UTC'))`;

/** How long after its end the value of a period is due. */
const DURATION = "ifNull(expected_freshness, ifNull(publication_lag, ''))";

/** The local date and time that lie the years to days of an ISO 8601 duration after the end of the next period. */
function dueDate(duration: string): string {
  const part = partOf(duration);
  const months = `${part("^P[^T]*?([0-9]+)Y")} * 12 + ${part("^P[^T]*?([0-9]+)M")}`;
  const days = `${part("^P[^T]*?([0-9]+)W")} * 7 + ${part("^P[^T]*?([0-9]+)D")}`;
  return `addDays(addMonths(${NEXT_ENDS}, ${months}), ${days})`;
}

/** The hours to seconds of an ISO 8601 duration, which pass alike whatever clocks do. */
function dueSeconds(duration: string): string {
  const part = partOf(duration);
  return `${part("T.*?([0-9]+)H")} * 3600 + ${part("T.*?([0-9]+)M")} * 60 + ${part("T.*?([0-9]+)S")}`;
}

function partOf(duration: string): (pattern: string) => string {
  return (pattern) => `toUInt32OrZero(extract(${duration}, '${pattern}'))`;
}

/**
 * How far the KPI's clocks are beyond `wall` at an instant, in seconds; 0 where its time zone is not known. Only toString takes
 * a time zone that differs from row to row.
 */
function aheadOfWall(instant: string): string {
  const shown = `toDateTime64(toString(${instant}, ifNull(zone, 'UTC')), 3, 'UTC')`;
  return `if(zone IS NULL, 0, dateDiff('second', wall, ${shown}))`;
}
