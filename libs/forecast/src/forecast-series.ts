import { fillGaps } from "./fill-gaps.ts";
import { fitDynamicTheta, forecastDynamicTheta } from "./fit-dynamic-theta.ts";
import type { ValueBounds } from "./goal-assessment.ts";
import { seasonalIndices } from "./seasonal-indices.ts";
import { isSeasonal } from "./seasonality-test.ts";
import { forecastEts, selectEts } from "./select-ets.ts";

/** How a series is to be forecast. */
export interface ForecastOptions {
  /** Steps of one season: 12 for months, 4 for quarters, 1 for none. */
  readonly frequency: number;
  readonly horizon: number;
  /** The closed range that a value can take; a missing side is open. */
  readonly bounds?: ValueBounds;
}

/** What one model said. */
export interface ModelForecast {
  readonly model: string;
  readonly mean: Float64Array;
}

/** A forecast of each of the next steps; every value is in the unit of the series. */
export interface SeriesForecast {
  /** Whether the history carries a forecast, or only says what is usual. */
  readonly status: "forecast" | "not_enough_history";
  /** The combined point forecast of each step. */
  readonly mean: Float64Array;
  readonly models: readonly ModelForecast[];
  readonly lower80: Float64Array;
  readonly upper80: Float64Array;
  readonly lower95: Float64Array;
  readonly upper95: Float64Array;
  /** How much of one step's surprise stays in all later steps, 0 to 1: it ties the steps of a sample path together. */
  readonly persistence: number;
  /** The closed range of every value; infinite where open. */
  readonly lower: number;
  readonly upper: number;
}

/** Forecasts a series, oldest value first, NaN where unknown. */
export function forecastSeries(values: ArrayLike<number>, options: ForecastOptions): SeriesForecast {
  const { frequency, horizon } = options;
  const whole = fillGaps(values);
  const scale = whole.reduce((sum, value) => sum + Math.abs(value), 0) / whole.length || 1;
  const scaled = whole.map((value) => value / scale);
  const seasonal = isSeasonal(scaled, frequency);
  const indices = seasonal ? seasonalIndices(scaled, frequency, "additive") : new Float64Array(frequency);
  const adjusted = scaled.map((value, index) => value - (indices[index % frequency] ?? 0));
  const theta = fitDynamicTheta(adjusted, "dynamic");
  const dynamic = forecastDynamicTheta(adjusted, theta, horizon).map(
    (value, step) => value + (indices[(scaled.length + step) % frequency] ?? 0),
  );
  const smoothing = selectEts(scaled, frequency);
  const ets = smoothing === null ? dynamic : forecastEts(smoothing, horizon);
  const lower = options.bounds?.lower ?? Number.NEGATIVE_INFINITY;
  const upper = options.bounds?.upper ?? Number.POSITIVE_INFINITY;
  const within = (value: number): number => Math.min(upper, Math.max(lower, value));
  const mean = dynamic.map((value, step) => within((scale * (value + (ets[step] ?? value))) / 2));
  const spread = Math.sqrt(theta.sumOfSquares / Math.max(1, scaled.length - 3)) * scale;
  const at = (normal: number): Float64Array =>
    mean.map((value, step) => within(value + normal * spread * Math.sqrt(1 + step * theta.alpha ** 2)));
  return {
    status: scaled.length < 3 ? "not_enough_history" : "forecast",
    mean,
    models: [
      { model: "dynamic-theta", mean: dynamic.map((value) => value * scale) },
      { model: "ets", mean: ets.map((value) => value * scale) },
    ],
    lower80: at(-1.281_551_565_544_6),
    upper80: at(1.281_551_565_544_6),
    lower95: at(-1.959_963_984_540_054),
    upper95: at(1.959_963_984_540_054),
    persistence: theta.alpha,
    lower,
    upper,
  };
}
