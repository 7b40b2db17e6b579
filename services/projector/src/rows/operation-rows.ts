import type { EventOfType } from "@milepost/contracts";
import { lineage, recordedAt, row, utc } from "./row.ts";
import type { Placed, Row } from "./row.ts";

export function runRows({ event, record }: Placed<EventOfType<"milepost.run.completed.v1">>): readonly Row[] {
  const { data } = event;
  return [
    row("run_events", {
      connector: data.connector,
      run: data.run,
      mode: data.mode,
      status: data.status,
      started_at: utc(data.startedAt),
      finished_at: utc(data.finishedAt),
      rows_read: data.rowsRead,
      observations_appended: data.observationsAppended,
      unchanged: data.unchanged,
      empty: data.empty,
      not_yet_published: data.notYetPublished,
      problem_count: data.problemCount,
      problems: data.problems,
      failure_code: data.failure?.code ?? null,
      failure_message: data.failure?.message ?? null,
      failure_retryable: data.failure?.retryable ?? null,
      recorded_at: recordedAt(event),
      ...lineage(record),
    }),
  ];
}

/** A first try gives the letter; a later one is a step of its life. */
export function deadLetterRows({
  event,
  record,
}: Placed<EventOfType<"milepost.dead-letter.recorded.v1">>): readonly Row[] {
  const { topic, partition, offset, code, reason, payload, attempt = 1 } = event.data;
  const place = { topic, partition, offset };
  const stamps = { recorded_at: recordedAt(event), ...lineage(record) };
  if (attempt === 1) return [row("dead_letter_events", { ...place, code, reason, payload, ...stamps })];
  const tried = { step: "tried", attempt, code, reason, event_id: event.id };
  return [row("dead_letter_steps", { ...place, ...tried, ...stamps })];
}

export function deadLetterResolvedRows({
  event,
  record,
}: Placed<EventOfType<"milepost.dead-letter.resolved.v1">>): readonly Row[] {
  const { topic, partition, offset, resolution, by, reason, replacement } = event.data;
  return [
    row("dead_letter_steps", {
      topic,
      partition,
      offset,
      step: "resolved",
      reason: reason ?? "",
      resolution,
      resolved_by: by,
      replacement_topic: replacement?.topic ?? null,
      replacement_partition: replacement?.partition ?? null,
      replacement_offset: replacement?.offset ?? null,
      event_id: event.id,
      recorded_at: recordedAt(event),
      ...lineage(record),
    }),
  ];
}
