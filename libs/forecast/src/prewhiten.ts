/**
 * What is left of a series, about its mean, after its own past by some autoregression's coefficients is taken away; shorter by
 * their number. With the coefficients of one series it filters another one in the same way (Box and Jenkins 1976, §11.2).
 * O(n × order).
 */
export function prewhiten(values: ArrayLike<number>, coefficients: ArrayLike<number>): Float64Array {
  const order = coefficients.length;
  let mean = 0;
  for (let index = 0; index < values.length; index += 1) mean += (values[index] ?? 0) / values.length;
  return Float64Array.from({ length: Math.max(0, values.length - order) }, (_, at) => {
    let rest = (values[at + order] ?? 0) - mean;
    for (let lag = 1; lag <= order; lag += 1) {
      rest -= (coefficients[lag - 1] ?? 0) * ((values[at + order - lag] ?? 0) - mean);
    }
    return rest;
  });
}
