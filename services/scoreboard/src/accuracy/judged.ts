import type { ScoredAssessment, TrackRecord, Versioned } from "../reading/readings.ts";

/** What is judged: assessments of the model in use; those of other models and versions stay in the log, counted. */
export interface Judged {
  readonly model: Versioned | null;
  readonly scored: readonly ScoredAssessment[];
  readonly others: readonly (Versioned & { readonly count: number })[];
}

/** Only the model in use is judged: how right another version was says nothing of the next chance. */
export function judgedOf({ scored, inUse: { model } }: Pick<TrackRecord, "scored" | "inUse">): Judged {
  const isInUse = (one: ScoredAssessment): boolean =>
    one.model.name === model?.name && one.model.version === model.version;
  const others = new Map<string, Versioned & { count: number }>();
  for (const one of scored) {
    if (isInUse(one)) continue;
    const key = `${one.model.name} ${one.model.version}`;
    const held = others.get(key);
    if (held === undefined) others.set(key, { ...one.model, count: 1 });
    else held.count += 1;
  }
  return { model, scored: scored.filter(isInUse), others: [...others.values()] };
}
