import type { ToldChance } from "./brier-score.ts";

/** One bar of a reliability diagram. */
export interface ReliabilityBin {
  /** Chances from `from` up to, but not including, `to`; the last bin includes 1. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean of the chances told; null for an empty bin. */
  readonly meanChance: number | null;
  /** Share that hit; null for an empty bin. */
  readonly hitRate: number | null;
}

/** Sorts told chances into equally wide bins (default 10). O(n + bins). */
export function reliabilityBins(told: readonly ToldChance[], bins = 10): ReliabilityBin[] {
  const counts = new Float64Array(bins);
  const chances = new Float64Array(bins);
  const hits = new Float64Array(bins);
  for (const { chance, hit } of told) {
    const bin = Math.min(bins - 1, Math.floor(chance * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
    chances[bin] = (chances[bin] ?? 0) + chance;
    hits[bin] = (hits[bin] ?? 0) + Number(hit);
  }
  return Array.from(counts, (count, bin) => ({
    from: bin / bins,
    to: (bin + 1) / bins,
    count,
    meanChance: count > 0 ? (chances[bin] ?? 0) / count : null,
    hitRate: count > 0 ? (hits[bin] ?? 0) / count : null,
  }));
}

/** Expected calibration error: the bins' gaps between mean chance and hit rate, weighted by count; NaN for none. O(n). */
export function expectedCalibrationError(told: readonly ToldChance[], bins = 10): number {
  let sum = 0;
  for (const bin of reliabilityBins(told, bins)) {
    if (bin.meanChance !== null && bin.hitRate !== null)
      sum += bin.count * Math.abs(bin.meanChance - bin.hitRate);
  }
  return sum / told.length;
}
