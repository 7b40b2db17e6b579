import type { CloudEvent, EventOfType } from "@milepost/contracts";
import { lineage, recordedAt, row, utc } from "./row.ts";
import type { Columns, Placed, Row } from "./row.ts";

/** How sure a person is of a goal. */
export function checkInRows(placed: Placed<EventOfType<"milepost.checkin.made.v1">>): readonly Row[] {
  const { goal, by, confidence, period = null } = placed.event.data;
  return word("check_in", placed, { goal, said_by: by, confidence, period });
}

/** How a person says that a goal will end. */
export function overrideRows(placed: Placed<EventOfType<"milepost.override.made.v1">>): readonly Row[] {
  const { goal, by, says, until } = placed.event.data;
  return word("override", placed, { goal, said_by: by, says, until });
}

/** That what a person said of how a goal will end does not hold any more. */
export function withdrawalRows(
  placed: Placed<EventOfType<"milepost.override.withdrawn.v1">>,
): readonly Row[] {
  const { goal, by, override } = placed.event.data;
  return word("withdrawal", placed, { goal, said_by: by, withdraws: override });
}

function word(name: string, { event, record }: Placed<CloudEvent>, columns: Columns): readonly Row[] {
  return [
    row("judgement_events", {
      word: name,
      ...columns,
      event_id: event.id,
      time: utc(event.time),
      recorded_at: recordedAt(event),
      ...lineage(record),
    }),
  ];
}
