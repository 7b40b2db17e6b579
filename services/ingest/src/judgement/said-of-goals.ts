import type { EventOfType, MilepostEvent } from "@milepost/contracts";
import { keyPart } from "../commands/command-id.ts";

/** What a person said of a goal, as it stands in the log. */
export type SaidOfGoal = EventOfType<"milepost.checkin.made.v1" | "milepost.override.made.v1">;

const TYPES: readonly MilepostEvent["type"][] = ["milepost.checkin.made.v1", "milepost.override.made.v1"];

/** Takes events in, by the part of their ids that tells their idempotency key; the first event of a key counts. */
export function noteSaid(said: Map<string, SaidOfGoal>, events: readonly MilepostEvent[]): void {
  for (const event of events.filter(isSaid)) {
    const key = keyPart(event.id);
    if (!said.has(key)) said.set(key, event);
  }
}

function isSaid(event: MilepostEvent): event is SaidOfGoal {
  return TYPES.includes(event.type);
}
