import { fillGaps } from "./fill-gaps.ts";
import { fitIntervalConstants, fitReaches } from "./fit-interval-constants.ts";
import type { IntervalExample, LearntIntervals } from "./fit-interval-constants.ts";
import { combineLong } from "./forecast-long.ts";
import { isShort } from "./forecast-short.ts";
import { intervalConstants } from "./interval-constants.ts";
import type { IntervalConstants } from "./interval-constants.ts";

/** A series of which the end was kept back. */
export interface KeptBack {
  readonly train: ArrayLike<number>;
  readonly test: ArrayLike<number>;
}

/** Learns interval constants from series of one period whose continuation is known. O(series × fit). */
export function learnIntervals(pool: readonly KeptBack[], period: number): LearntIntervals {
  return fitIntervalConstants(examplesOf(pool, period));
}

/** A pool of this many series counts for half of what it may. */
const HALF_TRUSTED = 50;
/**
 * Series share their era: however many they are, one era's errors count as much as all that M1 taught, not more. On M1
 * itself trusting the era before in full made intervals worse (MSIS of quarters 11.6 against 10.7 and 11.0 by half).
 */
const LARGEST_SHARE = 0.5;

/**
 * Adapts the intervals to a pool of series of one period, such as a deployment's own: by how much M1's constants would
 * have been too wide or too narrow for the end of these series, forecast from what came before. Weighed in logarithms
 * against M1's reaches, which keep half of the weight or more. Series with too little history are left out.
 * O(series × fit).
 */
export function adaptIntervals(pool: readonly KeptBack[], period: number): IntervalConstants {
  const constants = intervalConstants(period);
  const examples = examplesOf(pool, period);
  if (examples.length === 0) return constants;
  const own = fitReaches(examples, constants.powers);
  const share = (LARGEST_SHARE * examples.length) / (examples.length + HALF_TRUSTED);
  const between = (prior: number, found: number): number => prior ** (1 - share) * found ** share;
  return {
    ...constants,
    reach80: between(constants.reach80, own.reach80),
    reach95: between(constants.reach95, own.reach95),
  };
}

function examplesOf(pool: readonly KeptBack[], period: number): IntervalExample[] {
  return pool
    .filter(({ train }) => !isShort(knownOf(train), period))
    .map((series) => exampleOf(series, period));
}

function knownOf(values: ArrayLike<number>): number {
  let known = 0;
  for (let index = 0; index < values.length; index += 1) known += Number(Number.isFinite(values[index]));
  return known;
}

function exampleOf({ test, train }: KeptBack, period: number): IntervalExample {
  const filled = fillGaps(train);
  const size = filled.reduce((sum, value) => sum + Math.abs(value) / filled.length, 0) || 1;
  const whole = filled.map((value) => value / size);
  const { evidence, mean } = combineLong({
    values: Float64Array.from(train, (value) => value / size),
    whole,
    period,
    horizon: test.length,
    lower: Number.NEGATIVE_INFINITY,
    upper: Number.POSITIVE_INFINITY,
  });
  const actual = Float64Array.from(test, (value) => value / size);
  return { evidence, mean, actual, positive: whole.every((value) => value > 0) };
}
