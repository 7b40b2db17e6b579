import type { View } from "./view.ts";
import { INSTANT, LINEAGE_COLUMNS, MAYBE_INSTANT, MAYBE_TEXT } from "./view.ts";

const RESOLUTION = [
  ["recorded_at", "resolved_at"],
  ["resolved_by", "resolved_by"],
  ["reason", "resolution_reason"],
  ["replacement_topic", "replacement_topic"],
  ["replacement_partition", "replacement_partition"],
  ["replacement_offset", "replacement_offset"],
  ["event_id", "resolution_event"],
] as const;

/** Value of a column in the last try; a tuple, since argMax alone would skip NULLs. */
function lastTry(column: string): string {
  return `argMaxIf(tuple(steps.${column}), attempt, step = 'tried').1`;
}

/** The first resolution counts, whatever came after it: the topic's order arbitrates. */
function firstResolution(column: string): string {
  return `argMinIf(tuple(steps.${column}), steps.log_offset, step = 'resolved').1`;
}

/** Folds the steps of each dead letter into one row; repeats of a step change nothing. */
function stepsSql(base: string): string {
  const resolution = RESOLUTION.map(([column, name]) => `${firstResolution(column)} AS ${name}`);
  return `SELECT topic, partition, offset, maxIf(attempt, step = 'tried') AS last_attempt, ${lastTry("code")} AS last_code,
  ${lastTry("reason")} AS last_reason, ${lastTry("recorded_at")} AS tried_at,
  if(countIf(step = 'resolved') = 0, 'open', ${firstResolution("resolution")}) AS status, ${resolution.join(", ")}
FROM ${base}.dead_letter_steps AS steps
GROUP BY topic, partition, offset`;
}

/** NULL where nothing resolves it, or nobody said. */
function whenResolved(column: string): string {
  const value =
    column === "resolution_reason" ? `nullIf(steps.${column}, '')` : `toNullable(steps.${column})`;
  return `if(steps.status IN ('replayed', 'discarded'), ${value}, NULL) AS ${column}`;
}

export const deadLetters: View = {
  name: "dead_letters",
  comment: "A log record that could not be processed, and what became of it; the rest went on",
  columns: [
    ["dead_letter", "String", "Id: topic, partition and offset of the record, joined by hyphens"],
    ["topic", "String", "Topic of the record that failed"],
    ["partition", "UInt32", "Its partition"],
    ["offset", "UInt64", "Its offset"],
    ["status", "String", "open, replayed or discarded"],
    ["code", "String", "Kind of failure, by the last try"],
    ["reason", "String", "What is wrong with it, by the last try"],
    [
      "payload",
      "String",
      "How the record begins, up to 65,536 characters; empty where not everybody may see it",
    ],
    ["attempts", "UInt32", "How often it was tried"],
    ["recorded_at", INSTANT, "When it was set aside"],
    ["last_tried_at", INSTANT, "When it was tried last"],
    ["resolved_at", MAYBE_INSTANT, "When it was replayed or discarded; NULL: it is open"],
    ["resolved_by", MAYBE_TEXT, "Who decided that"],
    ["resolution_reason", MAYBE_TEXT, "Why, in their words; NULL: nobody said"],
    ["resolution_event", MAYBE_TEXT, "Id of the event that resolved it"],
    ["replacement_topic", MAYBE_TEXT, "Topic of the record that stands for it now; NULL: there is none"],
    ["replacement_partition", "Nullable(UInt32)", "Partition of that record"],
    ["replacement_offset", "Nullable(UInt64)", "Offset of that record"],
    ...LINEAGE_COLUMNS,
  ],
  select: (
    base,
  ) => `SELECT letter.*, concat(letter.topic, '-', toString(letter.partition), '-', toString(letter.offset)) AS dead_letter,
  if(steps.status IN ('replayed', 'discarded'), steps.status, 'open') AS status,
  if(steps.last_attempt > 1, steps.last_code, letter.first_code) AS code,
  if(steps.last_attempt > 1, steps.last_reason, letter.first_reason) AS reason,
  greatest(toUInt32(1), steps.last_attempt) AS attempts,
  if(steps.last_attempt > 1, steps.tried_at, letter.recorded_at) AS last_tried_at,
  ${RESOLUTION.map(([, name]) => whenResolved(name)).join(",\n  ")}
FROM (
  SELECT topic, partition, offset, code AS first_code, reason AS first_reason, payload, recorded_at, log_topic, log_partition, log_offset
  FROM ${base}.dead_letter_events FINAL
) AS letter
LEFT JOIN (${stepsSql(base)}) AS steps USING (topic, partition, offset)
SETTINGS join_use_nulls = 0`,
};
