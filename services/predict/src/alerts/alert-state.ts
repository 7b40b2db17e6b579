import { SINCE_RAISED } from "@milepost/contracts";
import type { KnownAlert } from "./known-alert.ts";
import { isStanding } from "./known-alert.ts";

/** What waits for an answer, and since when (epoch milliseconds). */
export interface Wait {
  /** `raised`, or the event id of the word that ran out. */
  readonly since: string;
  readonly from: number;
}

/** What of an alert waits for an answer; null: it has ended, or somebody's word holds. */
export function waitOf(alert: KnownAlert): Wait | null {
  if (!isStanding(alert)) return null;
  const { word, holders } = alert;
  if (word === null) return { since: SINCE_RAISED, from: holders[0]?.since ?? 0 };
  const from = alert.ranOut[word.id];
  return from === undefined ? null : { since: word.id, from };
}
