/** A forecast beside what came. */
export interface ForecastOutcome {
  readonly forecast: ArrayLike<number>;
  readonly actual: ArrayLike<number>;
}

/** An interval beside what came. */
export interface IntervalOutcome {
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  readonly actual: ArrayLike<number>;
}

/**
 * sMAPE, in per cent from 0 to 200: mean of 200 |actual − forecast| / (|actual| + |forecast|); 0 where both are 0.
 * Definition: Makridakis and Hibon (2000), the M3 competition. NaN of an empty forecast. O(n).
 */
export function symmetricPercentageError({ actual, forecast }: ForecastOutcome): number {
  let sum = 0;
  for (let step = 0; step < actual.length; step += 1) {
    const [came = Number.NaN, said = Number.NaN] = [actual[step], forecast[step]];
    const size = Math.abs(came) + Math.abs(said);
    sum += size === 0 ? 0 : (200 * Math.abs(came - said)) / size;
  }
  return sum / actual.length;
}

/**
 * MASE: mean absolute error over the training part's mean absolute change over a season (`seasonalChange`).
 * Definition: Hyndman and Koehler (2006). O(n).
 */
export function scaledError({ actual, forecast }: ForecastOutcome, scale: number): number {
  let sum = 0;
  for (let step = 0; step < actual.length; step += 1) {
    sum += Math.abs((actual[step] ?? Number.NaN) - (forecast[step] ?? Number.NaN));
  }
  return sum / actual.length / scale;
}

/**
 * MSIS of intervals that should cover all but `miss` of the outcomes: mean width, plus 2 / miss times how far an outcome
 * lies outside, over the scale of MASE.
 * Definition: Gneiting and Raftery (2007), scaled as in the M4 competition. O(n).
 */
export function scaledIntervalScore(
  { actual, lower, upper }: IntervalOutcome,
  scale: number,
  miss: number,
): number {
  let sum = 0;
  for (let step = 0; step < actual.length; step += 1) {
    const came = actual[step] ?? Number.NaN;
    const [low = Number.NaN, high = Number.NaN] = [lower[step], upper[step]];
    sum += high - low + (2 / miss) * (Math.max(0, low - came) + Math.max(0, came - high));
  }
  return sum / actual.length / scale;
}

/** How many outcomes lie within their interval, its ends included. O(n). */
export function countCovered({ actual, lower, upper }: IntervalOutcome): number {
  let count = 0;
  for (let step = 0; step < actual.length; step += 1) {
    const came = actual[step] ?? Number.NaN;
    count += Number(came >= (lower[step] ?? Number.NaN) && came <= (upper[step] ?? Number.NaN));
  }
  return count;
}
