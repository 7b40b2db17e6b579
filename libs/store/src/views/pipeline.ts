import type { View } from "./view.ts";
import { FIGURE, INSTANT, LINEAGE_COLUMNS, MAYBE_INSTANT } from "./view.ts";

/** A measurement that is older says nothing of now. Projectors measure every 10 s and write at least every 30 s. */
const UNKNOWN_AFTER_SECONDS = 90;
/** What waits no longer than this is on its way; what waits longer makes the tables lag behind. */
const BEHIND_AFTER_SECONDS = 60;

/** Each partition of the log that is live, as it was measured last, with what that says of now. */
export function pipelineSql(base: string): string {
  return `SELECT * EXCEPT (waited_seconds), if(is_known, waited_seconds, NULL) AS behind_seconds, if(is_known, toNullable(if(log_end > committed, log_end - committed, 0)), NULL) AS lag_records,
  multiIf(NOT is_known OR waited_seconds IS NULL, 'unknown', waited_seconds <= ${BEHIND_AFTER_SECONDS}, 'caught_up', 'behind') AS standing
FROM (
  SELECT * EXCEPT (behind_seconds), behind_seconds AS waited_seconds, measured_at > now64(3) - INTERVAL ${UNKNOWN_AFTER_SECONDS} SECOND AS is_known
  FROM ${base}.pipeline_partitions FINAL
  WHERE generation = (SELECT max(generation) FROM ${base}.pipeline_partitions)
)`;
}

export const pipeline: View = {
  name: "pipeline",
  comment:
    "How complete the tables are: a partition of the log, and up to when all that was appended is shown",
  columns: [
    ["topic", "String", "Topic of the log; observations holds the values"],
    ["partition", "UInt32", "Partition of the topic; log_partition of a row names it"],
    [
      "standing",
      "String",
      `caught_up: what was appended is shown, or has waited ${BEHIND_AFTER_SECONDS} s at most; behind: it waits longer; unknown: nobody measured within ${UNKNOWN_AFTER_SECONDS} s`,
    ],
    [
      "complete_up_to",
      MAYBE_INSTANT,
      "Everything that was appended to the partition up to then (compare recorded_at) is shown; NULL: nobody knows",
    ],
    [
      "lag_records",
      "Nullable(UInt64)",
      "Records in the log that are not in the tables yet; NULL: unknown, never 0",
    ],
    [
      "behind_seconds",
      FIGURE,
      "How long the oldest of them had waited when it was measured, in seconds; 0: none waited; NULL: unknown",
    ],
    ["log_end", "UInt64", "First offset that was not written yet, when it was measured"],
    ["committed", "UInt64", "First offset that was not in the tables yet, when it was measured"],
    [
      "derived_up_to",
      "Nullable(UInt64)",
      "Goal progress, scorecards and forecast accuracy hold everything below this offset; NULL: unknown",
    ],
    [
      "measured_at",
      INSTANT,
      "When it was measured, by the machine's clock: a demo's own clock says another time",
    ],
    ["generation", "UInt32", "Generation of the log"],
  ],
  select: pipelineSql,
};

export const canaries: View = {
  name: "canaries",
  comment:
    "The values of the last day that Milepost sent through its whole pipeline, one a minute, to measure how long that takes; they are in no other table",
  columns: [
    ["sent_at", INSTANT, "When it was sent, by the machine's clock"],
    ["event_id", "String", "CloudEvents id of the event"],
    ["source", "String", "CloudEvents source, reserved for it"],
    ["kpi", "String", "Id of the KPI, reserved for it"],
    ["series", "String", "Series that leads into the partition that it went through"],
    ["recorded_at", INSTANT, "When Milepost appended it to its log"],
    ...LINEAGE_COLUMNS,
  ],
  select: (base) => `SELECT *, id AS event_id FROM ${base}.canary_rows FINAL`,
};
