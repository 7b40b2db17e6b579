import type { EventOfType, GoalEvent } from "@milepost/contracts";
import { lineage, recordedAt, row, utc } from "./row.ts";
import type { Columns, Placed, Row } from "./row.ts";

type StalenessEvent = EventOfType<"milepost.goal.stale.v1" | "milepost.staleness.ended.v1">;

/** A step of a silence about a goal. */
export function stalenessRows({ event, record }: Placed<StalenessEvent>): readonly Row[] {
  const { goal, spell } = event.data;
  return [
    row("staleness_events", {
      goal,
      spell,
      ...stepOf(event),
      event_id: event.id,
      time: utc(event.time),
      recorded_at: recordedAt(event),
      ...lineage(record),
    }),
  ];
}

function stepOf({ type, data }: StalenessEvent): Columns {
  switch (type) {
    case "milepost.goal.stale.v1":
      return {
        step: "found",
        ...heardOf(data.last),
        owner: data.owner,
        time_zone: data.timeZone,
        as_of: utc(data.asOf),
        exists_since: utc(data.existsSince),
        since: utc(data.since),
        days: data.days,
        cadence: data.cadence,
        grace: data.grace,
      };
    case "milepost.staleness.ended.v1":
      return { step: "ended", ...heardOf(data.event), reason: data.reason };
  }
}

function heardOf(heard: GoalEvent | null): Columns {
  const at = heard === null ? null : utc(heard.at);
  return { heard_id: heard?.id ?? null, heard_kind: heard?.kind ?? null, heard_at: at };
}
