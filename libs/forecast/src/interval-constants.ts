/** How a pool of series taught to turn evidence into intervals, for one kind of period. */
export interface IntervalConstants {
  /** Powers of the features of `interval-scale.ts`; the first three sum to one. */
  readonly powers: readonly number[];
  /** Scales from the forecast to the ends of the 80 % interval, and of the 95 % interval. */
  readonly reach80: number;
  readonly reach95: number;
  /**
   * How much of one step's surprise stays in all later ones. Fitted to how M1's errors at different steps are correlated
   * (the root mean square of the misfit of those correlations is 0.06, 0.03 and 0.04).
   */
  readonly persistence: number;
}

const WITHOUT_SEASON: IntervalConstants = {
  powers: [0.16, 0.47, 0.37, 0.1, 0.07, 0.46],
  reach80: 2.21,
  reach95: 3.81,
  persistence: 1,
};
const QUARTERS: IntervalConstants = {
  powers: [0.49, 0.32, 0.19, 0.43, -0.17, 0.27],
  reach80: 2.18,
  reach95: 3.87,
  persistence: 0.9,
};
const MONTHS: IntervalConstants = {
  powers: [0.35, 0.43, 0.22, 0.24, -0.43, 0.2],
  reach80: 2.23,
  reach95: 4.02,
  persistence: 0.4,
};

/**
 * The constants for series of a period: those learnt on M1's yearly, quarterly or monthly series, whichever is nearest.
 * Learnt by `npm run bench -- forecast --learn` on every series of M1 from its last origin and up to two earlier ones.
 */
export function intervalConstants(period: number): IntervalConstants {
  if (period < 3) return WITHOUT_SEASON;
  return period < 8 ? QUARTERS : MONTHS;
}

/** How the intervals of short series are drawn. */
export interface ShortIntervalConstants {
  /** Belief about the one-step error of a series whose mean size is 1. */
  readonly prior: { readonly deviation: number; readonly degrees: number };
  /** By how much wider than the model's own an interval is, and by which power of the step that grows. */
  readonly factor80: number;
  readonly factor95: number;
  readonly growth: number;
}

const PRIOR = { deviation: 0.05, degrees: 2 };
const SHORT_WITHOUT_SEASON = { prior: PRIOR, factor80: 0.95, factor95: 1, growth: 0.35 };
const SHORT_QUARTERS = { prior: PRIOR, factor80: 1.12, factor95: 1.35, growth: 0 };
const SHORT_MONTHS = { prior: PRIOR, factor80: 1.05, factor95: 1.2, growth: 0 };

/**
 * The same for short series: learnt on M1's series of which only the last 1 to 12 values (of months, 23) were shown. One
 * factor serves all lengths, so that a series of one or two points has narrower intervals than it should.
 */
export function shortIntervalConstants(period: number): ShortIntervalConstants {
  if (period < 3) return SHORT_WITHOUT_SEASON;
  return period < 8 ? SHORT_QUARTERS : SHORT_MONTHS;
}
