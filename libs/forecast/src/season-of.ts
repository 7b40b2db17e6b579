import { seasonalIndices } from "./seasonal-indices.ts";
import type { SeasonalForm } from "./seasonal-indices.ts";
import { isSeasonal } from "./seasonality-test.ts";

/** The season that was found in a series. */
export interface Season {
  readonly form: SeasonalForm;
  /** Index of each step of the season; the first value of the series has the step 0. Empty without a season. */
  readonly indices: Float64Array;
}

/** Where to look for a season. */
export interface SeasonOptions {
  /** Steps of one season, 1 for none. */
  readonly period: number;
  /** Multiplicative is taken as additive where a value or an index is too small to divide by. */
  readonly form: SeasonalForm;
}

const SMALLEST_FACTOR = 0.01;

/** The season of a whole series, by classical decomposition where the test finds one. O(n × period). */
export function seasonOf(values: Float64Array, { form, period }: SeasonOptions): Season {
  if (!isSeasonal(values, period)) return { form, indices: new Float64Array(0) };
  if (form === "multiplicative" && values.every((value) => value > 0)) {
    const indices = seasonalIndices(values, period, form);
    if (indices.every((factor) => factor >= SMALLEST_FACTOR)) return { form, indices };
  }
  return { form: "additive", indices: seasonalIndices(values, period, "additive") };
}

/** The series without its season; NaN stays. O(n). */
export function withoutSeason(values: ArrayLike<number>, { form, indices }: Season): Float64Array {
  return Float64Array.from(values, (value, position) => {
    if (indices.length === 0) return value;
    const index = indices[position % indices.length] ?? Number.NaN;
    return form === "additive" ? value - index : value / index;
  });
}

/** One value with the season of its position put back. */
export function withSeason(value: number, position: number, { form, indices }: Season): number {
  if (indices.length === 0) return value;
  const index = indices[position % indices.length] ?? Number.NaN;
  return form === "additive" ? value + index : value * index;
}
