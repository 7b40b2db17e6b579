/** One past forecast of a year's end: how far off it was, in units of its own spread. */
export interface PastError {
  readonly monthsRemaining: number;
  /** (outcome − expected end) / spread. */
  readonly standardisedError: number;
}

/** By how much intervals must be widened so that they would have covered the pool's past outcomes. */
export interface WideningFactor {
  readonly monthsRemaining: number;
  readonly count: number;
  readonly factor80: number;
  readonly factor95: number;
}

/** Widening factors by months remaining, from a pool of past errors. */
export interface ConformalWidening {
  readonly version: string;
  readonly factors: readonly WideningFactor[];
}
