import type { ValueBounds } from "./goal-assessment.ts";

/**
 * How likely a coming count is above zero, and how large it is then. Both are as uncertain as the history leaves them:
 * a series that has only ever been zero can still be something else tomorrow.
 */
export interface CountDistribution {
  readonly occurrence: Occurrence;
  /** Of a count above zero, less one. */
  readonly excess: NegativeBinomial;
}

/** What is known of how often counts are above zero: a beta distribution. */
export interface Occurrence {
  /** Periods above zero and at zero, older ones counting for less, with half a period of each kind from Jeffreys' prior. */
  readonly above: number;
  readonly zero: number;
}

/** A negative binomial distribution; Poisson's where the size is infinite, always 0 where the mean is. */
export interface NegativeBinomial {
  readonly mean: number;
  /** The variance is mean + mean² / size. */
  readonly size: number;
}

/** A series of this many known values or fewer does not show whether it is intermittent. */
const FEWEST_VALUES = 6;
/** Mean interval between counts above zero from which on a series is intermittent (Syntetos, Boylan and Croston 2005). */
const INTERMITTENT_INTERVAL = 1.32;
/** What a period counts for against the next one. */
const DISCOUNTS = [1, 0.97, 0.93, 0.85] as const;
/** Jeffreys' prior of a share. */
const PRIOR = 0.5;

/**
 * Whether a series is one of intermittent counts: its known values, as they were told, are whole numbers from zero on, with so many
 * zeros that a level would mislead. Nothing but zeros is one only where values stop at zero and go on upwards without end: of a
 * share, or of what can be negative, one would be no next step. O(n).
 */
export function isIntermittent(values: ArrayLike<number>, bounds: ValueBounds = {}): boolean {
  let known = 0;
  let above = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    if (value < 0 || !Number.isInteger(value) || value > LARGEST_COUNT) return false;
    known += 1;
    if (value > 0) above += 1;
  }
  const { lower = -Infinity, upper = Infinity } = bounds;
  if (above === 0) return known >= FEWEST_ZEROS && lower === 0 && upper === Infinity;
  return known > FEWEST_VALUES && known / above >= INTERMITTENT_INTERVAL;
}

const LARGEST_COUNT = 10_000;
/** Nothing but zeros is a count from here on. */
const FEWEST_ZEROS = 3;

/**
 * The distribution of every coming count of an intermittent series. Whether a count is above zero, and how large it is then,
 * are learnt apart (a hurdle, as Croston 1972 does): the first as a beta-binomial share whose older periods count for less,
 * as far as that had foretold the series better (the discount with the greatest predictive likelihood; Harvey and Fernandes
 * 1989); the second by mean and variance. O(n).
 */
export function fitCounts(values: ArrayLike<number>): CountDistribution {
  const known = Float64Array.from(values).filter(Number.isFinite);
  const fits = DISCOUNTS.map((discount) => discountedShare(known, discount));
  const best = fits.reduce((high, fit) => (fit.likelihood > high.likelihood + LEAST_GAIN ? fit : high));
  return { occurrence: best.occurrence, excess: excessOf(known, best.discount) };
}

/** A discount that foretold no better than this in log-likelihood is not believed. */
const LEAST_GAIN = 1;

interface DiscountedShare {
  readonly discount: number;
  readonly occurrence: Occurrence;
  /** Log-likelihood of each period by those before it. */
  readonly likelihood: number;
}

function discountedShare(known: Float64Array, discount: number): DiscountedShare {
  let above = 0;
  let zero = 0;
  let likelihood = 0;
  for (const value of known) {
    const chance = (PRIOR + (value > 0 ? above : zero)) / (2 * PRIOR + above + zero);
    likelihood += Math.log(chance);
    above = discount * above + Number(value > 0);
    zero = discount * zero + Number(value === 0);
  }
  return { discount, likelihood, occurrence: { above: PRIOR + above, zero: PRIOR + zero } };
}

/** Poisson's variance counts as much as this many counts above zero. */
const PRIOR_WEIGHT = 4;

function excessOf(known: Float64Array, discount: number): NegativeBinomial {
  let weight = 0;
  let sum = 0;
  let squares = 0;
  for (const [index, value] of known.entries()) {
    if (value === 0) continue;
    const counts = discount ** (known.length - 1 - index);
    weight += counts;
    sum += counts * (value - 1);
    squares += counts * (value - 1) ** 2;
  }
  if (sum === 0) return { mean: 0, size: Number.POSITIVE_INFINITY };
  const mean = sum / weight;
  const spread = squares - weight * mean ** 2;
  const variance = (spread + PRIOR_WEIGHT * mean) / (weight + PRIOR_WEIGHT);
  return { mean, size: variance > mean ? (mean * mean) / (variance - mean) : Number.POSITIVE_INFINITY };
}

/** The mean of a coming count. */
export function meanCount({ occurrence, excess }: CountDistribution): number {
  return chanceAbove(occurrence) * (1 + excess.mean);
}

/** The chance that a coming count is above zero. */
export function chanceAbove({ above, zero }: Occurrence): number {
  return above / (above + zero);
}

/** What is known once one more count was seen. */
export function afterCount({ above, zero }: Occurrence, count: number): Occurrence {
  return count > 0 ? { above: above + 1, zero } : { above, zero: zero + 1 };
}

/** The least count whose cumulative probability reaches a probability below 1. O(count). */
export function countQuantile({ occurrence, excess }: CountDistribution, probability: number): number {
  const above = chanceAbove(occurrence);
  if (probability <= 1 - above) return 0;
  return 1 + negativeBinomialQuantile(excess, 1 - (1 - probability) / above);
}

/** The same of a negative binomial distribution. */
export function negativeBinomialQuantile({ mean, size }: NegativeBinomial, probability: number): number {
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

/** As often as this a place of the season must have been seen to say something of it. */
const SEEN_OFTEN = 4;

/** Whether zeros follow the season: some of its places were always zero and others never, each seen often enough. O(n). */
export function isZeroBySeason(values: ArrayLike<number>, frequency: number): boolean {
  const period = Math.max(1, Math.round(frequency));
  const places = Array.from({ length: period }, () => ({ zero: 0, above: 0 }));
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    const place = places[index % period]!;
    if (value > 0) place.above += 1;
    else place.zero += 1;
  }
  const isAlways = (one: "zero" | "above", other: "zero" | "above"): boolean =>
    places.some((place) => place[one] >= SEEN_OFTEN && place[other] === 0);
  return isAlways("zero", "above") && isAlways("above", "zero");
}
