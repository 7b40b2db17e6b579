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

export function deadLetterRows({
  event,
  record,
}: Placed<EventOfType<"milepost.dead-letter.recorded.v1">>): readonly Row[] {
  const { topic, partition, offset, code, reason, payload } = event.data;
  return [
    row("dead_letter_events", {
      topic,
      partition,
      offset,
      code,
      reason,
      payload,
      recorded_at: recordedAt(event),
      ...lineage(record),
    }),
  ];
}
