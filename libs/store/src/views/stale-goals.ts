import { privateGoals } from "./newest-definitions.ts";
import type { View } from "./view.ts";
import { INSTANT, LINEAGE_COLUMNS, MAYBE_INSTANT, MAYBE_TEXT } from "./view.ts";

export const staleGoals: View = {
  name: "stale_goals",
  comment:
    "Goals that nothing has come in about for longer than their cadence and grace: neither a value of their KPI nor a person's word, decision or change of the plan; one about which something comes in is not listed any more",
  columns: [
    ["goal", "String", "Goal id"],
    ["spell", "String", "Id of the silence: one goal after one last event"],
    ["owner", "String", "Who is accountable, and is reminded once"],
    [
      "last_event",
      MAYBE_TEXT,
      "Id of the last event; NULL: nothing has come in since the goal is there and its window has begun",
    ],
    [
      "last_event_kind",
      MAYBE_TEXT,
      "value, check_in, override, alert (answered), review (concluded), suggestion (decided) or plan (changed)",
    ],
    ["last_event_at", MAYBE_INSTANT, "When it was appended to the log; NULL: there was none"],
    ["exists_since", INSTANT, "Since when the goal is there and its window has begun"],
    [
      "days_since",
      "UInt32",
      "Days since the last event, else since exists_since: up to the newest moment for which the tables are complete (see pipeline), never less than when it was found",
    ],
    ["stale_since", INSTANT, "When its cadence and grace were over"],
    ["found_at", INSTANT, "The beginning of the day, in time_zone, on which it was found"],
    ["days_when_found", "UInt32", "Days since the last event as of then"],
    ["time_zone", "String", "Time zone of the goal's KPI, by which days are counted"],
    ["cadence", "String", "How often people look at it, as it applied (ISO 8601 duration)"],
    ["grace", "String", "For how much longer silence is none yet, as it applied (ISO 8601 duration)"],
    [
      "reminded_at",
      MAYBE_INSTANT,
      "When a channel took the one reminder, by the machine's clock; NULL: the pages alone have told it so far",
    ],
    ["reminded", MAYBE_TEXT, "Whom it was sent to, by id: the owner, or who has followed; NULL: nobody yet"],
    ["reminded_by", MAYBE_TEXT, "The channel; NULL: none yet"],
    ["recorded_at", INSTANT, "When it was appended to the log"],
    ...LINEAGE_COLUMNS,
  ],
  select: (
    base,
  ) => `WITH ended AS (SELECT spell FROM ${base}.staleness_events WHERE step = 'ended'), told AS (
  SELECT telling, toNullable(min(attempted_at)) AS reminded_at, toNullable(argMin(person, attempted_at)) AS reminded, toNullable(argMin(channel, attempted_at)) AS reminded_by
  FROM ${base}.delivery_events WHERE outcome = 'delivered' AND NOT test AND endsWith(telling, '/stale')
  GROUP BY telling
), known AS (
  SELECT max(complete_up_to) AS known_to FROM ${base}.pipeline_partitions FINAL
  WHERE generation = (SELECT max(generation) FROM ${base}.pipeline_partitions)
)
SELECT goal, spell, ifNull(found.owner, '') AS owner, heard_id AS last_event, heard_kind AS last_event_kind, heard_at AS last_event_at,
  assumeNotNull(found.exists_since) AS exists_since,
  toUInt32(assumeNotNull(found.days) + intDiv(greatest(0, dateDiff('second', assumeNotNull(as_of), ifNull((SELECT known_to FROM known), assumeNotNull(as_of)))), 86400)) AS days_since,
  assumeNotNull(found.since) AS stale_since, assumeNotNull(found.as_of) AS found_at, assumeNotNull(found.days) AS days_when_found,
  ifNull(found.time_zone, '') AS time_zone, ifNull(found.cadence, '') AS cadence, ifNull(found.grace, '') AS grace,
  told.reminded_at AS reminded_at, told.reminded AS reminded, told.reminded_by AS reminded_by,
  recorded_at, log_topic, log_partition, log_offset
FROM (SELECT *, concat(spell, '/stale') AS telling FROM ${base}.staleness_events FINAL WHERE step = 'found') AS found
LEFT JOIN told USING (telling)
WHERE spell NOT IN (SELECT spell FROM ended) AND goal NOT IN (${privateGoals(base)})
SETTINGS join_use_nulls = 1`,
};
