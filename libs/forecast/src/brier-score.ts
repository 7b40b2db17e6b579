/** A chance that was told, and what came of it. */
export interface ToldChance {
  /** From 0 to 1. */
  readonly chance: number;
  readonly hit: boolean;
}

/** Mean squared difference between chance and outcome (Brier 1950): 0 is perfect, NaN for none. O(n). */
export function brierScore(told: readonly ToldChance[]): number {
  let sum = 0;
  for (const { chance, hit } of told) sum += (chance - Number(hit)) ** 2;
  return sum / told.length;
}
