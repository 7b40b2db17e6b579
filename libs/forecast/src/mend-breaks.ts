import { fillGaps } from "./fill-gaps.ts";
import { median } from "./quantile.ts";
import { seasonOf, withoutSeason } from "./season-of.ts";

/** One value that stands apart, or the first value of a new level. */
export interface SeriesBreak {
  readonly kind: "outlier" | "level_shift";
  /** Place in the series. */
  readonly index: number;
  /** How far it lies from what was to be expected there, or the new level from the old one; in the unit of the series. */
  readonly size: number;
  /** The same as a share of what was to be expected; null where values are not all positive. */
  readonly ratio: number | null;
}

/** A break on the scale on which it was found. */
interface Found {
  readonly kind: SeriesBreak["kind"];
  readonly index: number;
  /** Logarithm of a factor where all values are positive, else a difference. */
  readonly effect: number;
}

/** The breaks of a series, and the series as it would have been without them. */
export interface Mended {
  readonly breaks: readonly SeriesBreak[];
  /** NaN where the value is not known. */
  readonly values: Float64Array;
}

/** Critical value of the statistics. Chen and Liu use 2.5 to 4 to find all there is; here only what nobody doubts. */
const CLEAR_CUT = 7;
/** A series with more breaks than these is a restless one, and no steady one that was disturbed. */
const MOST_BREAKS = 3;
/** Values that must follow before a spike can be told from a new level. */
const AFTER_OUTLIER = 3;
/** Values that a level must hold, before and after. */
const LEVEL_LASTS = 12;
const FEWEST_VALUES = 18;
const REFINING_PASSES = 2;

/**
 * Finds clear-cut additive outliers and level shifts, and takes them out: a value that stands apart lies where it was to be
 * expected, what came before a new level lies on it. Definition: the likelihood-ratio statistics of Chen and Liu (1993,
 * Journal of the American Statistical Association 88, 284–297; R's `tsoutliers`) for simple exponential smoothing with
 * drift (an ARIMA(0,1,1)) of the series without its season, on logarithms where all values are positive; the greatest is
 * taken out and the rest looked at again. Where there are more than a few, or a bound would be passed, nothing is done. The
 * last values stand as they are: nobody knows yet what they are. O(n × smoothing weights tried).
 */
export function mendBreaks(
  values: Float64Array,
  options: {
    readonly period: number;
    /** The closed range of the values; infinite where open. */
    readonly lower: number;
    readonly upper: number;
    /** Statistics beyond this are breaks, default 7. */
    readonly critical?: number;
  },
): Mended {
  const { critical = CLEAR_CUT } = options;
  const untouched: Mended = { breaks: [], values };
  const known = values.reduce((count, value) => count + Number(!Number.isNaN(value)), 0);
  if (known < Math.max(FEWEST_VALUES, 2 * options.period)) return untouched;
  const whole = fillGaps(values);
  const isPositive = whole.every((value) => value > 0);
  let scaled = isPositive ? whole.map(Math.log) : whole;
  let found: Found[] = [];
  for (;;) {
    const next = greatestBreak(scaled, values, { critical, period: options.period });
    if (next === null) break;
    if (found.length === MOST_BREAKS) return untouched;
    found.push(next);
    scaled = withoutEffect(scaled, next);
  }
  if (found.length === 0) return untouched;
  // A break bends the season and the drift that it was held against: without it they tell its size better.
  for (let pass = 0; pass < REFINING_PASSES; pass += 1) {
    const { effects } = effectsOf(scaled, options.period);
    found = found.map((one) => {
      const left = { ...one, effect: effects[one.kind].size[one.index] ?? 0 };
      scaled = withoutEffect(scaled, left);
      return { ...one, effect: one.effect + left.effect };
    });
  }
  const mended = scaled.map((value, index) =>
    Number.isNaN(values[index] ?? Number.NaN) ? Number.NaN : isPositive ? Math.exp(value) : value,
  );
  if (mended.some((value) => value < options.lower || value > options.upper)) return untouched;
  return { breaks: found.map((one) => told(one, { whole, isPositive })).toSorted(byIndex), values: mended };
}

function byIndex(one: SeriesBreak, other: SeriesBreak): number {
  return one.index - other.index;
}

/**
 * The break with the greatest statistic beyond the critical value. Null: there is none, or the greatest lies where nobody can
 * tell yet what it is, and whatever else is seen may be its shadow.
 */
function greatestBreak(
  scaled: Float64Array,
  values: Float64Array,
  { critical, period }: { readonly critical: number; readonly period: number },
): Found | null {
  const { effects, spread } = effectsOf(scaled, period);
  if (!(spread > 0)) return null;
  let best: Found | null = null;
  let greatest = critical;
  let after = 0;
  for (let index = scaled.length - 1; index > 0; index -= 1) {
    if (Number.isNaN(values[index] ?? Number.NaN)) continue;
    for (const kind of KINDS) {
      const { size, weight } = effects[kind];
      const effect = size[index] ?? Number.NaN;
      const statistic = (Math.abs(effect) * Math.sqrt(weight[index] ?? Number.NaN)) / spread;
      if (!(statistic > greatest)) continue;
      greatest = statistic;
      best = isTellable(kind, index, after) ? { kind, index, effect } : null;
    }
    after += 1;
  }
  return best;
}

const KINDS = ["outlier", "level_shift"] as const;

function isTellable(kind: SeriesBreak["kind"], index: number, after: number): boolean {
  if (kind === "outlier") return after >= AFTER_OUTLIER;
  return after + 1 >= LEVEL_LASTS && index >= LEVEL_LASTS;
}

/** Least-squares effects of a break of each kind at each place, with the weights of their errors. */
interface Effects {
  readonly effects: Readonly<
    Record<SeriesBreak["kind"], { readonly size: Float64Array; readonly weight: Float64Array }>
  >;
  /** Robust standard deviation of the one-step errors. */
  readonly spread: number;
}

function effectsOf(scaled: Float64Array, period: number): Effects {
  const level = withoutSeason(scaled, seasonOf(scaled, { form: "additive", period }));
  const { errors, theta } = smoothed(level);
  const noEffects = (): Effects["effects"]["outlier"] => ({
    size: new Float64Array(level.length),
    weight: new Float64Array(level.length),
  });
  const effects = { outlier: noEffects(), level_shift: noEffects() };
  const gain = 1 - theta;
  let weighted = 0;
  let squares = 0;
  for (let index = level.length - 1; index >= 0; index -= 1) {
    const error = errors[index] ?? Number.NaN;
    // An outlier leaves (1, −gain, −gain θ, …) in the errors, a level shift (1, θ, θ², …).
    const outlierSquares = 1 + gain * gain * squares;
    effects.outlier.size[index] = (error - gain * weighted) / outlierSquares;
    effects.outlier.weight[index] = outlierSquares;
    weighted = error + theta * weighted;
    squares = 1 + theta * theta * squares;
    effects.level_shift.size[index] = weighted / squares;
    effects.level_shift.weight[index] = squares;
  }
  return { effects, spread: NORMAL_CONSISTENCY * median(errors.map(Math.abs)) };
}

/** Makes the median absolute deviation the standard deviation of a normal distribution. */
const NORMAL_CONSISTENCY = 1.4826;
/** Steps over which a drift is measured: of noisy single steps the median is none, and a shift must not touch most pairs. */
const DRIFT_OVER = 6;
const SMOOTHING_WEIGHTS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] as const;

/** One-step errors of simple exponential smoothing with the median drift, by the weight of the least median absolute error: a break must not choose it. */
function smoothed(level: Float64Array): { readonly errors: Float64Array; readonly theta: number } {
  const steps = level.subarray(DRIFT_OVER).map((value, index) => value - (level[index] ?? Number.NaN));
  const drift = median(steps) / DRIFT_OVER;
  let best = { errors: new Float64Array(0), theta: 0 };
  let least = Infinity;
  for (const alpha of SMOOTHING_WEIGHTS) {
    const errors = new Float64Array(level.length);
    let state = level[0] ?? Number.NaN;
    for (let index = 1; index < level.length; index += 1) {
      const error = (level[index] ?? Number.NaN) - state - drift;
      errors[index] = error;
      state += drift + alpha * error;
    }
    const size = median(errors.map(Math.abs));
    if (size < least) {
      least = size;
      best = { errors, theta: 1 - alpha };
    }
  }
  return best;
}

function withoutEffect(scaled: Float64Array, { effect, index, kind }: Found): Float64Array {
  return scaled.map((value, place) => {
    if (kind === "outlier") return place === index ? value - effect : value;
    return place < index ? value + effect : value;
  });
}

function told(
  { effect, index, kind }: Found,
  { isPositive, whole }: { readonly isPositive: boolean; readonly whole: Float64Array },
): SeriesBreak {
  if (!isPositive) return { kind, index, size: effect, ratio: null };
  const factor = Math.exp(effect);
  const there = whole[index] ?? Number.NaN;
  return { kind, index, size: there - there / factor, ratio: factor - 1 };
}
