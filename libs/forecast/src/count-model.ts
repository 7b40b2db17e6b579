/** A negative binomial distribution of counts; of Poisson's where the size is infinite. */
export interface CountDistribution {
  readonly mean: number;
  /** The variance is mean + mean² / size. */
  readonly size: number;
}

/** A series of this many known values or fewer does not show whether it is intermittent. */
const FEWEST_VALUES = 6;
/** Mean interval between counts above zero from which on a series is intermittent (Syntetos, Boylan and Croston 2005). */
const INTERMITTENT_INTERVAL = 1.32;
const SMOOTHING_WEIGHTS = [0.05, 0.1, 0.15, 0.2, 0.3] as const;

/** Whether the known values are whole numbers from zero on, with so many zeros that a level would mislead. O(n). */
export function isIntermittent(values: ArrayLike<number>): boolean {
  let known = 0;
  let above = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    if (value < 0 || !Number.isInteger(value) || value > LARGEST_COUNT) return false;
    known += 1;
    if (value > 0) above += 1;
  }
  return known > FEWEST_VALUES && above > 0 && known / above >= INTERMITTENT_INTERVAL;
}

const LARGEST_COUNT = 10_000;

/**
 * The distribution of every coming count of an intermittent series: its rate by simple exponential smoothing of the counts
 * (the weight with the least squared one-step errors), spread by as much as the errors were.
 * Definition: the damped dynamic counts of Harvey and Fernandes (1989), the weight found as for Croston (1972). O(n).
 */
export function fitCounts(values: ArrayLike<number>): CountDistribution {
  const fits = SMOOTHING_WEIGHTS.map((alpha) => smoothCounts(values, alpha));
  const best = fits.reduce((low, fit) => (fit.squares < low.squares ? fit : low));
  const mean = Math.max(SMALLEST_RATE, best.level);
  const variance = (best.squares + PRIOR_WEIGHT * mean) / (best.count + PRIOR_WEIGHT);
  return { mean, size: variance > mean ? (mean * mean) / (variance - mean) : Number.POSITIVE_INFINITY };
}

const SMALLEST_RATE = 1e-3;
/** Poisson's variance counts as much as this many values. */
const PRIOR_WEIGHT = 4;

function smoothCounts(
  values: ArrayLike<number>,
  alpha: number,
): { readonly level: number; readonly squares: number; readonly count: number } {
  let sum = 0;
  let known = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    known += 1;
  }
  let level = sum / known;
  let squares = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    squares += (value - level) ** 2;
    level += alpha * (value - level);
  }
  return { level, squares, count: known };
}

/** The least count whose cumulative probability reaches a probability below 1. O(count). */
export function countQuantile({ mean, size }: CountDistribution, probability: number): number {
  const poisson = !Number.isFinite(size);
  let mass = Math.exp(poisson ? -mean : size * Math.log(size / (size + mean)));
  let cumulative = mass;
  let count = 0;
  const share = mean / (size + mean);
  while (cumulative < probability && count < MOST_COUNTS) {
    count += 1;
    mass *= poisson ? mean / count : ((size + count - 1) / count) * share;
    cumulative += mass;
  }
  return count;
}

const MOST_COUNTS = 1_000_000;
