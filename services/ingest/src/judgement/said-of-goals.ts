import type { EventOfType, MilepostEvent } from "@milepost/contracts";

/** What a person said of a goal, as it stands in the log. */
export type SaidOfGoal = EventOfType<"milepost.checkin.made.v1" | "milepost.override.made.v1">;

const TYPES: readonly MilepostEvent["type"][] = ["milepost.checkin.made.v1", "milepost.override.made.v1"];

/** Takes events in, by their ids; the first event of an id counts. */
export function noteSaid(said: Map<string, SaidOfGoal>, events: readonly MilepostEvent[]): void {
  for (const event of events) if (isSaid(event) && !said.has(event.id)) said.set(event.id, event);
}

function isSaid(event: MilepostEvent): event is SaidOfGoal {
  return TYPES.includes(event.type);
}
