import { fillGaps } from "./fill-gaps.ts";
import { fitIntervalConstants } from "./fit-interval-constants.ts";
import type { IntervalExample, LearntIntervals } from "./fit-interval-constants.ts";
import { combineLong } from "./forecast-long.ts";

/** A series of which the end was kept back. */
export interface KeptBack {
  readonly train: ArrayLike<number>;
  readonly test: ArrayLike<number>;
}

/** Learns interval constants from series of one period whose continuation is known. O(series × fit). */
export function learnIntervals(pool: readonly KeptBack[], period: number): LearntIntervals {
  return fitIntervalConstants(pool.map((series) => exampleOf(series, period)));
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
