import type { KnownAlert, Word } from "./known-alert.ts";
import { holderOf, isStanding } from "./known-alert.ts";

/** What brings an alert to the person it is with. */
export type OccasionKind = "raised" | "escalated" | "reassigned" | "reopened" | "woken";

/** Why the person an alert is with is told of it; each occasion is told once. */
export interface Occasion {
  /** Id of the event that says so. */
  readonly id: string;
  readonly kind: OccasionKind;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The newest occasion to tell an alert; null: it has ended, is history, or was put off and rests. */
export function occasionOf(alert: KnownAlert): Occasion | null {
  const { word, holders, ranOut } = alert;
  if (!isStanding(alert) || alert.backtest) return null;
  const holder = holderOf(alert);
  if (word !== null) {
    const at = ranOut[word.id];
    if (at === undefined && word.kind === "snoozed") return null;
    if (at !== undefined && at > holder.since)
      return { id: ranOutId(alert, word), kind: word.kind === "snoozed" ? "woken" : "reopened", at };
  }
  const isEscalated = holder.level > (holders.at(-2)?.level ?? holder.level);
  const moved = isEscalated ? "escalated" : "reassigned";
  return { id: holder.event, kind: holders.length === 1 ? "raised" : moved, at: holder.since };
}

/** The occasion that the page has not told yet; null: none. */
export function untoldOccasion(alert: KnownAlert): Occasion | null {
  const occasion = occasionOf(alert);
  return occasion === null || alert.told.includes(occasion.id) ? null : occasion;
}

/** Whether somebody has taken an alert on since an occasion, and that still holds. */
export function isTakenOn({ word, ranOut }: KnownAlert, { at }: Occasion): boolean {
  return word !== null && word.at >= at && ranOut[word.id] === undefined;
}

/** Id of the event that says that a word ran out. */
export function ranOutId({ alert }: Pick<KnownAlert, "alert">, { id, kind }: Word): string {
  return kind === "snoozed" ? `${id}-woken` : `${alert}-reopened-${id}`;
}
