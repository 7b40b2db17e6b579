import type { EventOfType, MilepostEvent } from "@milepost/contracts";
import { keyPart } from "../commands/command-id.ts";

/** What a person said of a goal, as it stands in the log. */
export type SaidOfGoal = EventOfType<
  "milepost.checkin.made.v1" | "milepost.override.made.v1" | "milepost.override.withdrawn.v1"
>;

/** How an override was taken back. */
export type Withdrawal = EventOfType<"milepost.override.withdrawn.v1">;

/** What people said of goals, so that a command finds what it says already. */
export interface SaidOfGoals {
  /** What somebody said under the idempotency key of an event's id. */
  under(id: string): SaidOfGoal | undefined;
  /** An override, by its event id. */
  override(id: string): EventOfType<"milepost.override.made.v1"> | undefined;
  /** How an override was taken back, by its event id. */
  withdrawalOf(override: string): Withdrawal | undefined;
}

const TYPES: readonly MilepostEvent["type"][] = [
  "milepost.checkin.made.v1",
  "milepost.override.made.v1",
  "milepost.override.withdrawn.v1",
];

/** Takes in what people say of goals: the first event of a key counts, and the first withdrawal of an override. */
export function noteSaidOfGoals(): SaidOfGoals & { note(events: readonly MilepostEvent[]): void } {
  const byKey = new Map<string, SaidOfGoal>();
  const overrides = new Map<string, EventOfType<"milepost.override.made.v1">>();
  const withdrawals = new Map<string, Withdrawal>();
  return {
    under: (id) => byKey.get(keyPart(id)),
    override: (id) => overrides.get(id),
    withdrawalOf: (override) => withdrawals.get(override),
    note: (events) => {
      for (const event of events.filter(isSaid)) {
        keepFirst(byKey, keyPart(event.id), event);
        if (event.type === "milepost.override.made.v1") keepFirst(overrides, event.id, event);
        if (event.type === "milepost.override.withdrawn.v1")
          keepFirst(withdrawals, event.data.override, event);
      }
    },
  };
}

function keepFirst<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (!map.has(key)) map.set(key, value);
}

function isSaid(event: MilepostEvent): event is SaidOfGoal {
  return TYPES.includes(event.type);
}
