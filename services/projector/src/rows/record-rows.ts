import type { EventOfType } from "@milepost/contracts";
import { lineage, recordedAt, row, utc } from "./row.ts";
import type { Placed, Row } from "./row.ts";

/** The row of one version of a captured row. */
export function recordRows({
  event,
  record,
}: Placed<EventOfType<"milepost.record.captured.v1">>): readonly Row[] {
  const { stream, key, fields = {}, deleted = false } = event.data;
  const { source, id, actor = "" } = event;
  return [
    row("record_versions", {
      stream,
      key,
      source,
      id,
      time: utc(event.time),
      deleted,
      fields: JSON.stringify(fields),
      actor,
      recorded_at: recordedAt(event),
      ...lineage(record),
    }),
  ];
}

/** The row of a fold's end. */
export function foldRows({
  event,
  record,
}: Placed<EventOfType<"milepost.fold.completed.v1">>): readonly Row[] {
  const { data } = event;
  return [
    row("fold_events", {
      kpi: data.kpi,
      fold: data.fold,
      stream: data.stream,
      definition: data.definition,
      inputs_position: JSON.stringify(data.position),
      at: utc(data.at),
      whole: data.whole,
      rows_read: data.rowsRead,
      periods: data.periods,
      observations_appended: data.observationsAppended,
      problem_count: data.problemCount,
      problems: data.problems,
      recorded_at: recordedAt(event),
      ...lineage(record),
    }),
  ];
}
