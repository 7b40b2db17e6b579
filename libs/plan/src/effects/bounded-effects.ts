import type { PlanEffects } from "./plan-effects.ts";

/** Effects of a kind that an answer lists; the totals count all. */
const MOST_LISTED = 200;

/** Effects, as many as somebody reads, with how many there are. */
export interface BoundedEffects extends PlanEffects {
  readonly totals: {
    /** Goals whose newest status would be another one. */
    readonly statusChanges: number;
    readonly goals: number;
    readonly scorecards: number;
    readonly kpis: number;
  };
  /** Whether the lists leave effects out that the totals count. */
  readonly truncated: boolean;
}

/** Counts all effects and keeps the first of each kind. */
export function boundedEffects({ goals, scorecards, kpis }: PlanEffects): BoundedEffects {
  return {
    totals: {
      statusChanges: goals.filter(({ statusChanges }) => statusChanges).length,
      goals: goals.length,
      scorecards: scorecards.length,
      kpis: kpis.length,
    },
    goals: goals.slice(0, MOST_LISTED),
    scorecards: scorecards.slice(0, MOST_LISTED),
    kpis: kpis.slice(0, MOST_LISTED),
    truncated: [goals, scorecards, kpis].some(({ length }) => length > MOST_LISTED),
  };
}
