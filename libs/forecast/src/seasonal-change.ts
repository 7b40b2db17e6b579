/**
 * Mean absolute change from the same step of the last season: the scale of MASE (Hyndman and Koehler 2006) and of MSIS.
 * NaN where no such pair is known. O(n).
 */
export function seasonalChange(values: ArrayLike<number>, period: number): number {
  let sum = 0;
  let count = 0;
  for (let index = period; index < values.length; index += 1) {
    const change = (values[index] ?? Number.NaN) - (values[index - period] ?? Number.NaN);
    if (Number.isNaN(change)) continue;
    sum += Math.abs(change);
    count += 1;
  }
  return sum / count;
}
