/**
 * The quantile of values that are already sorted in ascending order, NaN for none.
 * Definition: type 7 of Hyndman and Fan (1996), the default of R and numpy. O(1).
 */
export function quantileOfSorted(sorted: ArrayLike<number>, probability: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return position === below ? low : low + (position - below) * (high - low);
}

/** The quantile (type 7) of values in any order; unknown values (NaN) are left out. O(n log n). */
export function quantile(values: ArrayLike<number>, probability: number): number {
  return quantileOfSorted(Float64Array.from(values).filter(Number.isFinite).sort(), probability);
}

/** The median of the known values, NaN for none. O(n log n). */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}
