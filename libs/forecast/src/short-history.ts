/** A short series and what is to be known of its future. */
export interface ShortHistory {
  /** One known value or more, of a scale of about one; NaN where unknown. */
  readonly values: ArrayLike<number>;
  /** Steps of one season (a year): growth is expected by the year, so a month has less of it than a quarter. */
  readonly period: number;
  readonly horizon: number;
  /** What is believed of the error before anything is seen. */
  readonly prior: ErrorPrior;
}

/** A belief about the one-step error: its standard deviation, and as how many degrees of freedom it counts. */
export interface ErrorPrior {
  readonly deviation: number;
  readonly degrees: number;
}

/** A predictive distribution of each of the next steps. */
export interface ShortForecast {
  readonly mean: Float64Array;
  /** Scale of Student's distribution at each step. */
  readonly spread: Float64Array;
  readonly degrees: number;
  /** Smoothing weight, averaged over what is plausible. */
  readonly alpha: number;
}

const WEIGHTS = [0.1, 0.3, 0.5, 0.7, 0.9, 1] as const;
/** Standard deviation of a year's drift in one-step errors' standard deviations; 0 is no drift. Chosen on M1. */
const YEARLY_DRIFTS = [0, 0.5, 1] as const;

/**
 * Averages simple exponential smoothing with drift over a grid of smoothing weights and of beliefs about the drift, each
 * weighed by its marginal likelihood. At a given weight the errors are linear in first level and drift, so that with the
 * conjugate prior (flat for the level, normal for the drift, inverse gamma for the variance) the predictive distribution
 * is Student's. Needs a single point; then it says that point, as uncertain as the prior.
 * Definition: Bayesian linear regression (Gelman et al. 2013, chapter 14) on the innovations form of Hyndman and Billah
 * (2003). O(n × grid).
 */
export function forecastShortHistory(history: ShortHistory): ShortForecast {
  const cells = WEIGHTS.flatMap((alpha) => {
    const sums = smoothed(history.values, alpha);
    return YEARLY_DRIFTS.map((drift) =>
      cellOf(sums, { alpha, drift: drift / history.period }, history.prior),
    );
  });
  const likeliest = cells.reduce(
    (high, cell) => Math.max(high, cell.logLikelihood),
    Number.NEGATIVE_INFINITY,
  );
  const likelihoods = cells.map((cell) => Math.exp(cell.logLikelihood - likeliest));
  const total = likelihoods.reduce((sum, likelihood) => sum + likelihood, 0);
  const mean = new Float64Array(history.horizon);
  const spread = new Float64Array(history.horizon);
  let alpha = 0;
  for (const [index, cell] of cells.entries()) {
    const weight = (likelihoods[index] ?? 0) / total;
    alpha += weight * cell.alpha;
    for (let step = 0; step < history.horizon; step += 1) {
      const expected = cell.level + cell.drift * (step + 1);
      mean[step] = (mean[step] ?? 0) + weight * expected;
      spread[step] = (spread[step] ?? 0) + weight * (varianceAt(cell, step) + expected * expected);
    }
  }
  for (let step = 0; step < history.horizon; step += 1) {
    spread[step] = Math.sqrt(Math.max(0, (spread[step] ?? 0) - (mean[step] ?? 0) ** 2));
  }
  return { mean, spread, degrees: cells[0]?.degrees ?? history.prior.degrees, alpha };
}

/** Sums over the history at one smoothing weight: errors = a − firstLevel × p − drift × c. */
interface Smoothed {
  readonly count: number;
  /** Last level without first level and drift, and what either adds to it. */
  readonly base: number;
  readonly ofFirst: number;
  readonly ofDrift: number;
  readonly pp: number;
  readonly pc: number;
  readonly cc: number;
  readonly pa: number;
  readonly ca: number;
  readonly aa: number;
}

function smoothed(values: ArrayLike<number>, alpha: number): Smoothed {
  let [base, ofFirst, ofDrift, count] = [0, 1, 0, 0];
  let [pp, pc, cc, pa, ca, aa] = [0, 0, 0, 0, 0, 0];
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    ofDrift += 1;
    if (Number.isNaN(value)) continue;
    const error = value - base;
    pp += ofFirst * ofFirst;
    pc += ofFirst * ofDrift;
    cc += ofDrift * ofDrift;
    pa += ofFirst * error;
    ca += ofDrift * error;
    aa += error * error;
    base += alpha * error;
    ofFirst *= 1 - alpha;
    ofDrift *= 1 - alpha;
    count += 1;
  }
  return { count, base, ofFirst, ofDrift, pp, pc, cc, pa, ca, aa };
}

interface Cell {
  readonly alpha: number;
  readonly level: number;
  readonly drift: number;
  readonly degrees: number;
  readonly logLikelihood: number;
  readonly variance: number;
  /** Covariance of first level and drift in units of the variance, and what either adds to the last level. */
  readonly covariance: { readonly level: number; readonly both: number; readonly drift: number };
  readonly ofFirst: number;
  readonly ofDrift: number;
}

function cellOf(
  sums: Smoothed,
  { alpha, drift: belief }: { readonly alpha: number; readonly drift: number },
  prior: ErrorPrior,
): Cell {
  const { aa, base, ca, count, ofDrift, ofFirst, pa, pc, pp } = sums;
  const precision = belief > 0 ? 1 / (belief * belief) : Number.POSITIVE_INFINITY;
  const cc = sums.cc + precision;
  const determinant = belief > 0 ? pp * cc - pc * pc : pp;
  const first = belief > 0 ? (cc * pa - pc * ca) / determinant : pa / pp;
  const drift = belief > 0 ? (pp * ca - pc * pa) / determinant : 0;
  const squares =
    Math.max(0, aa - first * pa - drift * ca) + prior.degrees * prior.deviation * prior.deviation;
  const degrees = count - 1 + prior.degrees;
  const ofPrior = belief > 0 ? Math.log(precision) / 2 : 0;
  return {
    alpha,
    level: base + first * ofFirst + drift * ofDrift,
    drift,
    degrees,
    logLikelihood: ofPrior - Math.log(determinant) / 2 - (degrees / 2) * Math.log(squares + SMALLEST),
    variance: squares / degrees,
    covariance:
      belief > 0
        ? { level: cc / determinant, both: -pc / determinant, drift: pp / determinant }
        : { level: 1 / pp, both: 0, drift: 0 },
    ofFirst,
    ofDrift,
  };
}

/** Keeps the logarithm of a perfect fit finite. */
const SMALLEST = 1e-24;

function varianceAt(cell: Cell, step: number): number {
  const { covariance, ofDrift, ofFirst } = cell;
  const ofDriftThen = ofDrift + step + 1;
  const ofParameters =
    ofFirst * ofFirst * covariance.level +
    2 * ofFirst * ofDriftThen * covariance.both +
    ofDriftThen * ofDriftThen * covariance.drift;
  return cell.variance * (1 + step * cell.alpha * cell.alpha + ofParameters);
}
