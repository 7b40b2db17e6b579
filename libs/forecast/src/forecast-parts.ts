import type { IntervalConstants } from "./interval-constants.ts";

/** A forecast on the scale that the models see, before it is brought back to the unit of the series. */
export interface ForecastParts {
  readonly mean: Float64Array;
  /** How far from the mean the ends of the 80 % and the 95 % interval lie, before shares and bounds bend them. */
  readonly reach80: Float64Array;
  readonly reach95: Float64Array;
  /** How much of one step's surprise stays in all later steps, 0 to 1. */
  readonly persistence: number;
  readonly models: readonly { readonly model: string; readonly mean: Float64Array }[];
}

/** A series and how it is to be forecast, on the scale that the models see. */
export interface PartsInput {
  /** NaN where unknown, a known value first. */
  readonly values: Float64Array;
  /** The same with its gaps filled. */
  readonly whole: Float64Array;
  readonly period: number;
  readonly horizon: number;
  /** The closed range of the values; infinite where open. */
  readonly lower: number;
  readonly upper: number;
  /** Interval constants of the deployment's own series; default those of M1. */
  readonly intervals?: IntervalConstants | undefined;
}
