import { cadenceDuration, graceOf } from "@milepost/contracts";
import type { EventOfType } from "@milepost/contracts";
import type { Asked, AskedPace } from "./past-goal.ts";

/** What a goal's definitions are asked for. */
export interface AskedOf {
  /** When the definition was recorded that held when the goal ended. */
  readonly recordedAt: string;
  /** Epoch milliseconds: the window's beginning, and until when people had something to say about it. */
  readonly begin: number;
  readonly until: number;
}

/**
 * Since when people had to say something about a goal within its cadence: its window has begun, and its definitions name one
 * without a break. Null: none of them does, or not before its window was over; nor where it wants no check-ins.
 */
export function askedSince(
  definitions: readonly EventOfType<"milepost.goal.defined.v1">[],
  { recordedAt, begin, until }: AskedOf,
): Asked | null {
  const held = definitions.findLastIndex((event) => recordedOf(event) === recordedAt);
  const known = definitions.slice(0, held + 1);
  const asking = known.slice(known.findLastIndex((event) => paceOf(event) === null) + 1);
  const [first] = asking;
  if (first === undefined) return null;
  const at = Math.max(begin, Date.parse(recordedOf(first)));
  return at < until
    ? { event: first.id, at, until, paces: asking.flatMap((one) => paceOf(one) ?? []) }
    : null;
}

function paceOf(event: EventOfType<"milepost.goal.defined.v1">): AskedPace | null {
  const { definition } = event.data;
  if (definition.cadence === undefined || definition.checkIns === false) return null;
  const since = Date.parse(recordedOf(event));
  return { since, every: cadenceDuration(definition.cadence), grace: graceOf(definition) };
}

/** When an event was recorded, as it says. */
export function recordedOf({
  recordedtime,
  time,
}: Pick<EventOfType<"milepost.goal.defined.v1">, "recordedtime" | "time">): string {
  return recordedtime ?? time;
}
