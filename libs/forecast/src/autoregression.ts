/** Below this only rounding varies; values come in standard deviations. */
const NO_VARIANCE = 1e-18;

/**
 * Coefficients of an autoregression of a series about its mean, the nearest past first, of the order up to `maxOrder` that has
 * the least AIC; none where the values look like noise or do not vary.
 * Definition: Yule–Walker equations by the Levinson–Durbin recursion (Brockwell and Davis 1991, §5.2 and §8.1), AIC as
 * n·ln(σ²) + 2·order. O(n × maxOrder).
 */
export function autoregression(values: ArrayLike<number>, maxOrder: number): Float64Array {
  const covariances = autocovariances(values, maxOrder);
  let variance = covariances[0] ?? 0;
  if (!(variance > NO_VARIANCE)) return new Float64Array(0);
  let coefficients = new Float64Array(0);
  let best = coefficients;
  let bestCriterion = values.length * Math.log(variance);
  for (let order = 1; order <= maxOrder && variance > 0; order += 1) {
    let rest = covariances[order] ?? 0;
    for (let lag = 1; lag < order; lag += 1) {
      rest -= (coefficients[lag - 1] ?? 0) * (covariances[order - lag] ?? 0);
    }
    const reflection = rest / variance;
    const next = new Float64Array(order);
    for (let lag = 1; lag < order; lag += 1) {
      next[lag - 1] = (coefficients[lag - 1] ?? 0) - reflection * (coefficients[order - lag - 1] ?? 0);
    }
    next[order - 1] = reflection;
    coefficients = next;
    variance *= 1 - reflection * reflection;
    const criterion = values.length * Math.log(variance) + 2 * order;
    if (criterion >= bestCriterion) continue;
    best = coefficients;
    bestCriterion = criterion;
  }
  return best;
}

function autocovariances(values: ArrayLike<number>, maxLag: number): Float64Array {
  const length = values.length;
  let mean = 0;
  for (let index = 0; index < length; index += 1) mean += (values[index] ?? 0) / length;
  return Float64Array.from({ length: maxLag + 1 }, (_, lag) => {
    let sum = 0;
    for (let index = lag; index < length; index += 1) {
      sum += ((values[index] ?? 0) - mean) * ((values[index - lag] ?? 0) - mean);
    }
    return sum / length;
  });
}
