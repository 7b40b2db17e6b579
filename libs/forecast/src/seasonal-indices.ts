/** How a season acts on the level: added to it, or as a factor of it. */
export type SeasonalForm = "additive" | "multiplicative";

/**
 * One index a step of the period (of the step `index % period`), from a whole series of at least two periods.
 * Definition: classical decomposition (`stats::decompose` in R): ratios or differences to the centred moving average,
 * averaged by step and normalised to a mean of one or zero. O(n × period).
 */
export function seasonalIndices(
  values: ArrayLike<number>,
  period: number,
  form: SeasonalForm = "multiplicative",
): Float64Array {
  const neutral = form === "additive" ? 0 : 1;
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  const reach = Math.floor(period / 2);
  for (let index = reach; index < values.length - reach; index += 1) {
    const trend = centredMovingAverage(values, index, period);
    const value = values[index] ?? Number.NaN;
    const step = index % period;
    sums[step] = (sums[step] ?? 0) + (form === "additive" ? value - trend : value / trend);
    counts[step] = (counts[step] ?? 0) + 1;
  }
  const indices = sums.map((sum, step) => ((counts[step] ?? 0) > 0 ? sum / (counts[step] ?? 1) : neutral));
  const mean = indices.reduce((total, value) => total + value, 0) / period;
  return indices.map((value) => (form === "additive" ? value - mean : value / mean));
}

function centredMovingAverage(values: ArrayLike<number>, centre: number, period: number): number {
  const reach = Math.floor(period / 2);
  const edgeWeight = period % 2 === 0 ? 0.5 : 1;
  let sum = 0;
  for (let offset = -reach; offset <= reach; offset += 1) {
    sum += (values[centre + offset] ?? Number.NaN) * (Math.abs(offset) === reach ? edgeWeight : 1);
  }
  return sum / period;
}
