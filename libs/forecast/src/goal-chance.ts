import type { FutureKind } from "./goal-futures.ts";
import type { PathGoal } from "./path-goal.ts";

/** What a chance is computed from; each number is greater where hitting looks likelier. */
export interface ChanceFeatures {
  /** The share of paths that meet the goal, above 0 and below 1, by what drew them. */
  readonly shares: Readonly<Record<FutureKind, number>>;
  /** Known values of the series. */
  readonly known: number;
  /** How far the target lies on the better side of where the goal starts, in spreads of the forecast; 0 where unknown. */
  readonly ambition: number;
  /** How far dynamic Theta's forecast lies on the better side of the combined one, in spreads of the forecast; 0 where unknown. */
  readonly lean: number;
}

/** What is judged decides which weights apply: the due value, a total, any point, or a band. */
export const CHANCE_GROUPS = ["due", "total", "any", "band"] as const;
export type ChanceGroup = (typeof CHANCE_GROUPS)[number];

/** Weights of one group: the first of a pair counts where little is known, the second where much is. */
export type ChanceWeights = Readonly<
  Record<"constant" | "ambition" | "lean" | FutureKind, readonly [few: number, many: number]>
>;

/** Weights of every group, and what they were learnt from. */
export interface ChanceWeightsTable {
  /** It changes whenever the weights do. */
  readonly version: string;
  readonly groups: Readonly<Record<ChanceGroup, ChanceWeights>>;
}

/** As many known values make the weights of much and of little count alike. */
export const HALF_KNOWN = 30;
/** A finite number of paths proves no log-odds beyond this. */
const LARGEST_LOG_ODDS = 6;

/**
 * The chance of meeting a goal: 1 / (1 + e^−score), where the score adds up the log-odds that each view of the future
 * gives, weighed by how much history there is. Weights of log-odds are not negative, so an easier target never lowers the chance.
 */
export function goalChance(features: ChanceFeatures, weights: ChanceWeights): number {
  let score = 0;
  for (const [name, value] of Object.entries(chanceTerms(features))) {
    const [few, many] = weights[name as keyof ChanceWeights];
    const much = features.known / (features.known + HALF_KNOWN);
    score += ((1 - much) * few + much * many) * value;
  }
  return 1 / (1 + Math.exp(-score));
}

/** What each weight multiplies. */
export function chanceTerms({
  ambition,
  lean,
  shares,
}: ChanceFeatures): Readonly<Record<keyof ChanceWeights, number>> {
  return {
    constant: 1,
    ambition: Math.tanh(ambition),
    lean,
    forecast: logOdds(shares.forecast),
    theta: logOdds(shares.theta),
    precedent: logOdds(shares.precedent),
    walk: logOdds(shares.walk),
  };
}

/** The log-odds of a share of paths. */
function logOdds(share: number): number {
  return Math.max(-LARGEST_LOG_ODDS, Math.min(LARGEST_LOG_ODDS, Math.log(share / (1 - share))));
}

/**
 * The weights that a goal takes. That every one of some points meets the target is that none misses it: such a goal takes
 * the weights of "any point" for its opposite.
 */
export function chanceGroupOf({ evaluation, lower, upper }: PathGoal): {
  readonly group: ChanceGroup;
  readonly ofMissing: boolean;
} {
  const isBand = Number.isFinite(lower[lower.length - 1]) && Number.isFinite(upper[upper.length - 1]);
  switch (evaluation.kind) {
    case "at_due":
    case "in_range":
      return { group: isBand ? "band" : "due", ofMissing: false };
    case "cumulative":
    case "average":
      return { group: "total", ofMissing: false };
    case "first_hit":
      return { group: "any", ofMissing: false };
    case "sustained":
    case "control":
      return { group: "any", ofMissing: true };
  }
}
