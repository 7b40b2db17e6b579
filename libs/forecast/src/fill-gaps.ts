/**
 * A copy in which unknown values (NaN) lie on the straight line between their known neighbours; at either end the
 * nearest known value is repeated. Only for methods that need a whole series: a filled value is no observation. O(n).
 */
export function fillGaps(values: ArrayLike<number>): Float64Array {
  const filled = new Float64Array(values);
  let known = -1;
  for (let index = 0; index < filled.length; index += 1) {
    const value = filled[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const previous = known < 0 ? value : (filled[known] ?? value);
    for (let gap = known + 1; gap < index; gap += 1) {
      filled[gap] = known < 0 ? value : previous + ((value - previous) * (gap - known)) / (index - known);
    }
    known = index;
  }
  if (known >= 0) filled.fill(filled[known] ?? Number.NaN, known + 1);
  return filled;
}
