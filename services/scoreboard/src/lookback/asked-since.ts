import type { EventOfType } from "@milepost/contracts";
import type { Mark } from "./past-goal.ts";

/** What a goal's definitions are asked for. */
export interface AskedOf {
  /** When the definition was recorded that held when the goal ended. */
  readonly recordedAt: string;
  /** Epoch milliseconds: the window's beginning, and when the goal ended. */
  readonly begin: number;
  readonly endedAt: number;
}

/**
 * Since when people had to say something about a goal within its cadence: its window has begun, and its definitions name one
 * without a break. Null: none of them does, or not before it had ended; nor where it wants no check-ins.
 */
export function askedSince(
  definitions: readonly EventOfType<"milepost.goal.defined.v1">[],
  { recordedAt, begin, endedAt }: AskedOf,
): Mark | null {
  const held = definitions.findLastIndex((event) => recordedOf(event) === recordedAt);
  const known = definitions.slice(0, held + 1);
  const first = known[known.findLastIndex((event) => !isAsking(event)) + 1];
  if (first === undefined) return null;
  const at = Math.max(begin, Date.parse(recordedOf(first)));
  return at < endedAt ? { event: first.id, at } : null;
}

function isAsking({ data: { definition } }: EventOfType<"milepost.goal.defined.v1">): boolean {
  return definition.cadence !== undefined && definition.checkIns !== false;
}

/** When an event was recorded, as it says. */
export function recordedOf({
  recordedtime,
  time,
}: Pick<EventOfType<"milepost.goal.defined.v1">, "recordedtime" | "time">): string {
  return recordedtime ?? time;
}
