/**
 * The chance that a figure lies in a closed range, from its value on each of a number of sample paths in ascending order:
 * the share of paths, kept off 0 and 1 by half a path because a finite sample proves neither. O(log paths).
 */
export function shareWithin(sorted: Float64Array, range: { lower: number; upper: number }): number {
  const within = Math.max(0, countBelow(sorted, range.upper, true) - countBelow(sorted, range.lower, false));
  return chanceFromCount(within, sorted.length);
}

/** The chance behind `count` of `paths` sample paths: (count + ½) / (paths + 1). */
export function chanceFromCount(count: number, paths: number): number {
  return (count + 0.5) / (paths + 1);
}

/** How many sorted values lie below a limit, or at it where `inclusive`. */
function countBelow(sorted: Float64Array, limit: number, inclusive: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = sorted[middle] ?? Number.NaN;
    if (value < limit || (inclusive && value === limit)) low = middle + 1;
    else high = middle;
  }
  return low;
}
