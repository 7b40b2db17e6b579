/** A straight line through a series: value = intercept + slope × index, the first index being 0. */
export interface LinearTrend {
  readonly intercept: number;
  readonly slope: number;
}

/**
 * The least-squares line through the known values (NaN is left out); flat where fewer than two are known.
 * Sums are taken about the mean index and the mean value, for numerical care. O(n).
 */
export function fitLinearTrend(values: ArrayLike<number>): LinearTrend {
  let count = 0;
  let meanIndex = 0;
  let meanValue = 0;
  let indexSquares = 0;
  let products = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    count += 1;
    const fromMeanIndex = index - meanIndex;
    meanIndex += fromMeanIndex / count;
    indexSquares += fromMeanIndex * (index - meanIndex);
    products += fromMeanIndex * (value - meanValue) * ((count - 1) / count);
    meanValue += (value - meanValue) / count;
  }
  const slope = indexSquares > 0 ? products / indexSquares : 0;
  return { intercept: count > 0 ? meanValue - slope * meanIndex : Number.NaN, slope };
}
