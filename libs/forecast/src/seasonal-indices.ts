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
  const added = form === "additive";
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  const reach = Math.floor(period / 2);
  for (let index = reach; index < values.length - reach; index += 1) {
    const trend = centredMovingAverage(values, index, period);
    const value = values[index]!;
    const step = index % period;
    sums[step]! += added ? value - trend : value / trend;
    counts[step]! += 1;
  }
  const neutral = added ? 0 : 1;
  const indices = sums.map((sum, step) => ((counts[step] ?? 0) > 0 ? sum / (counts[step] ?? 1) : neutral));
  const mean = indices.reduce((total, value) => total + value, 0) / period;
  return indices.map((value) => (form === "additive" ? value - mean : value / mean));
}

function centredMovingAverage(values: ArrayLike<number>, centre: number, period: number): number {
  const reach = Math.floor(period / 2);
  const edgeWeight = period % 2 === 0 ? 0.5 : 1;
  let sum = values[centre - reach]! * edgeWeight;
  for (let index = centre - reach + 1; index < centre + reach; index += 1) sum += values[index]!;
  if (reach > 0) sum += values[centre + reach]! * edgeWeight;
  return sum / period;
}
