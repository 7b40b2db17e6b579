/** How a pool of series taught to turn evidence into intervals, for one kind of period. */
export interface IntervalConstants {
  /** Powers of the features of `interval-scale.ts`; the first three sum to one. */
  readonly powers: readonly number[];
  /** Scales from the forecast to the ends of the 80 % interval, and of the 95 % interval. */
  readonly reach80: number;
  readonly reach95: number;
}

const WITHOUT_SEASON: IntervalConstants = {
  powers: [0.17, 0.45, 0.37, 0.17, 0.08, 0.44],
  reach80: 2.19,
  reach95: 3.86,
};
const QUARTERS: IntervalConstants = {
  powers: [0.57, 0.36, 0.08, 0.43, -0.19, 0.27],
  reach80: 2.19,
  reach95: 4.01,
};
const MONTHS: IntervalConstants = {
  powers: [0.37, 0.41, 0.23, 0.27, -0.18, 0.16],
  reach80: 2.23,
  reach95: 3.98,
};

/**
 * The constants for series of a period: those learnt on M1's yearly, quarterly or monthly series, whichever is nearest.
 * Learnt by `npm run bench -- forecast --learn` on every series of M1 from its last origin and up to two earlier ones.
 */
export function intervalConstants(period: number): IntervalConstants {
  if (period < 3) return WITHOUT_SEASON;
  return period < 8 ? QUARTERS : MONTHS;
}
