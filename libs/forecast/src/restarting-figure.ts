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
 * (figure / place, through the origin), the step from one known figure to the next of its year, by period between them, has a
 * slope of about 1 in a sum, and of about 0 in a mean. False where no two figures of one year are known. O(n).
 */
export function addsUpToDate({ values, places }: RestartingFigure): boolean {
  let products = 0;
  let squares = 0;
  let last = { value: Number.NaN, place: Number.POSITIVE_INFINITY };
  for (let index = 0; index < values.length; index += 1) {
    const place = places[index] ?? 1;
    const value = values[index] ?? Number.NaN;
    // A place that is no later is one of another year, also where what is known of it begins late.
    if (place <= (places[index - 1] ?? 0)) last = { value: Number.NaN, place: Number.POSITIVE_INFINITY };
    if (Number.isNaN(value)) continue;
    if (place > last.place) {
      const average = last.value / last.place;
      products += ((value - last.value) / (place - last.place)) * average;
      squares += average * average;
    }
    last = { value, place };
  }
  return squares > 0 && products / squares > SUM_FROM;
}
