import type { Grain } from "@milepost/contracts";
import type { EndedGoal } from "../reading/readings.ts";
import { grainOf } from "./horizons.ts";

/** A share of some goals, 0 to 1. */
export interface Share {
  readonly goals: number;
  readonly share: number;
}

/** How right and how early alerts were, of goals that ended; each null without any such goal. */
export interface HowEarly {
  /** Of the goals that were alerted, how many missed. */
  readonly precision: Share | null;
  /** Of the goals that missed, how many were alerted before their due period. */
  readonly recall: Share | null;
  /** Of the misses that were alerted: median of the periods from the first alert to the due period. */
  readonly lead: { readonly goals: number; readonly median: number; readonly grain: Grain | null } | null;
}

/** Each goal counts once, by its first alert: an alert that was cleared again, and whose goal was reached, was wrong. */
export function howEarly(ended: readonly EndedGoal[]): HowEarly {
  const alerted = ended.filter(({ first }) => first !== null);
  const missed = ended.filter(({ hit }) => !hit);
  const caught = missed.flatMap(({ first }) => first ?? []);
  const grains = new Set(caught.map(({ period }) => grainOf(period)));
  const [grain = null] = grains;
  return {
    precision: shareOf(alerted, ({ hit }) => !hit),
    recall: shareOf(missed, ({ first }) => first !== null),
    lead:
      caught.length === 0
        ? null
        : {
            goals: caught.length,
            median: median(caught.map(({ lead }) => lead)),
            // Leads in weeks and in months have no unit in common.
            grain: grains.size === 1 ? grain : null,
          },
  };
}

function shareOf(goals: readonly EndedGoal[], holds: (goal: EndedGoal) => boolean): Share | null {
  if (goals.length === 0) return null;
  return { goals: goals.length, share: goals.filter(holds).length / goals.length };
}

/** The middle value, of an even count the mean of the two in the middle. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
