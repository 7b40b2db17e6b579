import type { RandomSource } from "./seeded-random.ts";

/** What a correlation is held against. */
export interface ShuffledShareInput {
  /** Values without memory of their own, and what is said to follow them, both about their mean. */
  readonly lead: ArrayLike<number>;
  readonly follower: ArrayLike<number>;
  /** Values trade places only with those so many steps before and after: a season stays a season. 1: with any. */
  readonly season: number;
  readonly maxLag: number;
  /** How great a sum of products has to be, and in which direction. */
  readonly reaches: (sum: number) => boolean;
  readonly shuffles: number;
  readonly random: RandomSource;
}

/**
 * Share of shuffled leads, the true one among them, whose sum of products with the follower reaches a limit at any lag.
 * Definition: the permutation test of Fisher (1935) with the true order counted (Phipson and Smyth 2010), by the greatest of
 * all lags, so that looking at many of them costs nothing; shuffled by Fisher and Yates. O(shuffles × n × maxLag).
 */
export function shuffledShare(input: ShuffledShareInput): number {
  const shuffled = Float64Array.from(input.lead);
  let asGood = 1;
  for (let shuffle = 0; shuffle < input.shuffles; shuffle += 1) {
    mix(shuffled, input.season, input.random);
    if (reachesAtSomeLag(shuffled, input)) asGood += 1;
  }
  return asGood / (input.shuffles + 1);
}

function mix(values: Float64Array, season: number, random: RandomSource): void {
  for (let at = values.length - 1; at >= season; at -= 1) {
    const other = (at % season) + season * Math.floor(random() * (Math.floor(at / season) + 1));
    const held = values[at] ?? 0;
    values[at] = values[other] ?? 0;
    values[other] = held;
  }
}

function reachesAtSomeLag(
  lead: Float64Array,
  { follower, maxLag, reaches }: Pick<ShuffledShareInput, "follower" | "maxLag" | "reaches">,
): boolean {
  for (let lag = 1; lag <= maxLag; lag += 1) {
    let sum = 0;
    for (let at = lag; at < follower.length; at += 1) sum += (lead[at - lag] ?? 0) * (follower[at] ?? 0);
    if (reaches(sum)) return true;
  }
  return false;
}
