import type { EventOfType } from "@milepost/contracts";
import { lineage, recordedAt, row, utc } from "./row.ts";
import type { Placed, Row } from "./row.ts";

/** What a person said of a goal. */
export function checkInRows({
  event,
  record,
}: Placed<EventOfType<"milepost.checkin.made.v1">>): readonly Row[] {
  const { goal, by, confidence, period = null } = event.data;
  return [
    row("judgement_events", {
      goal,
      word: "check_in",
      event_id: event.id,
      said_by: by,
      confidence,
      period,
      time: utc(event.time),
      recorded_at: recordedAt(event),
      ...lineage(record),
    }),
  ];
}
