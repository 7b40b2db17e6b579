/** A figure to date that starts anew each year, period by period without gaps, oldest first. */
export interface RestartingFigure {
  /** NaN where unknown. */
  readonly values: ArrayLike<number>;
  /** The place of each period in its year, from 1. */
  readonly places: ArrayLike<number>;
}

/** The share of its way so far from which on a figure's next step counts as one more part of a sum. */
const SUM_FROM = 0.5;

/**
 * What each period adds to a figure to date: the figure itself where it starts anew, else the difference to the one before;
 * NaN where either is unknown. O(n).
 */
export function partsToDate({ values, places }: RestartingFigure): Float64Array {
  return Float64Array.from(values, (value, index) =>
    places[index] === 1 ? value : value - (values[index - 1] ?? Number.NaN),
  );
}

/**
 * Whether a figure to date is a sum of its year rather than a mean or a state: regressed on the average part so far
 * (figure / place, through the origin), the next step has a slope of about 1 in a sum, and of about 0 in a mean. False where
 * no two neighbours of one year are known. O(n).
 */
export function addsUpToDate({ values, places }: RestartingFigure): boolean {
  let products = 0;
  let squares = 0;
  for (let index = 1; index < values.length; index += 1) {
    const place = places[index] ?? 1;
    const before = values[index - 1] ?? Number.NaN;
    const step = (values[index] ?? Number.NaN) - before;
    if (place === 1 || Number.isNaN(step)) continue;
    const average = before / (place - 1);
    products += step * average;
    squares += average * average;
  }
  return squares > 0 && products / squares > SUM_FROM;
}
