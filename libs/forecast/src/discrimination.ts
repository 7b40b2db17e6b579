import type { ToldChance } from "./brier-score.ts";

/**
 * The chance that a random hit was given a greater chance than a random miss, ties counting half; NaN without both.
 * Definition: area under the ROC curve by mid-ranks (Mann and Whitney 1947). O(n log n).
 */
export function areaUnderRoc(told: readonly ToldChance[]): number {
  const sorted = told.toSorted((a, b) => a.chance - b.chance);
  let hits = 0;
  let rankSum = 0;
  for (let start = 0; start < sorted.length;) {
    let end = start;
    while (end < sorted.length && sorted[end]?.chance === sorted[start]?.chance) end += 1;
    const middleRank = (start + 1 + end) / 2;
    for (let index = start; index < end; index += 1) {
      if (sorted[index]?.hit !== true) continue;
      hits += 1;
      rankSum += middleRank;
    }
    start = end;
  }
  const misses = sorted.length - hits;
  return (rankSum - (hits * (hits + 1)) / 2) / (hits * misses);
}
