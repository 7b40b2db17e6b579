import type { OccasionKind } from "./alert-occasion.ts";

interface OccasionWords {
  /** In front of an alert's headline. */
  readonly lead: string;
  readonly why: string;
}

const HANDED_OVER = "Now with you";
const AGAIN = "To be looked at again";

const WORDS: Readonly<Record<Exclude<OccasionKind, "raised">, OccasionWords>> = {
  escalated: { lead: HANDED_OVER, why: "Nobody answered in time: it is with you now." },
  reassigned: {
    lead: HANDED_OVER,
    why: "Whoever had it has no part in its goal any more: it is with you now.",
  },
  reopened: { lead: AGAIN, why: "Its review date has come, and the chance has not improved." },
  woken: { lead: AGAIN, why: "The date until which it was put off has come." },
};

/** An alert's headline for the occasion on which it is told. */
export function occasionHeadline(kind: OccasionKind, headline: string): string {
  return kind === "raised" ? headline : `${WORDS[kind].lead}: ${headline}`;
}

/** Why an alert is told, in a sentence; null: its headline says it. */
export function occasionWhy(kind: OccasionKind): string | null {
  return kind === "raised" ? null : WORDS[kind].why;
}
