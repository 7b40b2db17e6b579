/** What was missing in how a goal was looked after. */
export const GAP_KINDS = ["owner", "tracking", "cadence", "feedback", "incentive"] as const;
export type GapKind = (typeof GAP_KINDS)[number];

/** What one rule says of a goal that was missed. */
export interface Gap {
  readonly gap: GapKind;
  /** Null: it cannot be told, and `words` say why. */
  readonly found: boolean | null;
  /** One sentence or more. */
  readonly words: string;
  /** Ids of the events that show it; empty where nothing was found. */
  readonly events: readonly string[];
}

/** What one rule found: why, and the events that show it. */
export interface Finding {
  readonly words: string;
  readonly events: readonly string[];
}

/** A gap where there are findings, else what is said instead. */
export function gapOf(gap: GapKind, findings: readonly (Finding | null)[], otherwise: string): Gap {
  const found = findings.filter((one) => one !== null);
  if (found.length === 0) return { gap, found: false, words: otherwise, events: [] };
  const events = [...new Set(found.flatMap((one) => one.events))];
  return { gap, found: true, words: found.map(({ words }) => words).join(" "), events };
}

/** What cannot be told, and why. */
export function untold(gap: GapKind, words: string): Gap {
  return { gap, found: null, words, events: [] };
}
