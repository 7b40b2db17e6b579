const ONE_SIDED_95_PERCENT = 1.645;

/**
 * Whether a whole series repeats itself every `period` steps.
 * Definition: the test of the Theta method (Assimakopoulos and Nikolopoulos 2000; `forecast::thetaf` in R): the
 * autocorrelation at the period exceeds 1.645 standard errors (Bartlett). False below two whole periods or for a constant.
 * O(n × period).
 */
export function isSeasonal(values: ArrayLike<number>, period: number): boolean {
  const length = values.length;
  if (period < 2 || length < 2 * period) return false;
  let mean = 0;
  for (let index = 0; index < length; index += 1) mean += (values[index] ?? 0) / length;
  const autocovariance = (lag: number): number => {
    let sum = 0;
    for (let index = lag; index < length; index += 1) {
      sum += ((values[index] ?? 0) - mean) * ((values[index - lag] ?? 0) - mean);
    }
    return sum;
  };
  const variance = autocovariance(0);
  if (!(variance > 1e-20 * mean * mean * length)) return false;
  let squares = 0;
  for (let lag = 1; lag < period; lag += 1) squares += (autocovariance(lag) / variance) ** 2;
  const limit = ONE_SIDED_95_PERCENT * Math.sqrt((1 + 2 * squares) / length);
  return Math.abs(autocovariance(period) / variance) > limit;
}
