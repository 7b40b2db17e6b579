import { bentReach } from "./bent-reach.ts";
import { combineModels } from "./combine-models.ts";
import { fillGaps } from "./fill-gaps.ts";
import type { ValueBounds } from "./goal-assessment.ts";
import { intervalConstants } from "./interval-constants.ts";
import { intervalScales } from "./interval-scale.ts";
import { rollModels } from "./roll-models.ts";
import { rolledErrors } from "./rolled-errors.ts";
import { seasonalChange } from "./seasonal-change.ts";

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
export function forecastSeries(history: ArrayLike<number>, options: ForecastOptions): SeriesForecast {
  const { frequency: period, horizon } = options;
  const filled = fillGaps(history);
  const scale = scaleOf(filled);
  const values = Float64Array.from(history, (value) => value / scale);
  const whole = filled.map((value) => value / scale);
  const models = rollModels({ values, whole, period, horizon });
  const { disagreement, rolled } = combineModels(models, horizon);
  const firstOrigin = Math.max(3, Math.min(period, Math.floor(values.length / 3)));
  const errors = rolledErrors({ values, rolled, horizon, firstOrigin });
  const constants = intervalConstants(period);
  const scales = intervalScales(
    {
      oneStep: errors.rootMeanSquare[0] ?? Number.NaN,
      seasonalChange: seasonalChange(values, period),
      disagreement,
      rolledError: errors.rootMeanSquare,
      rolledCount: errors.count,
    },
    constants,
  );
  const positive = whole.every((value) => value > 0);
  const lower = options.bounds?.lower ?? Number.NEGATIVE_INFINITY;
  const upper = options.bounds?.upper ?? Number.POSITIVE_INFINITY;
  const within = (value: number): number => Math.min(upper, Math.max(lower, scale * value));
  const centre = rolled.subarray(rolled.length - horizon);
  const at = (reach: number): Float64Array =>
    centre.map((value, step) => within(bentReach(value, reach * (scales[step] ?? 0), positive)));
  return {
    status: "forecast",
    mean: centre.map(within),
    models: models.map(({ model, rolled: own }) => ({
      model,
      mean: own.slice(own.length - horizon).map(within),
    })),
    lower80: at(-constants.reach80),
    upper80: at(constants.reach80),
    lower95: at(-constants.reach95),
    upper95: at(constants.reach95),
    persistence: 0.5,
    lower,
    upper,
  };
}

/** Mean size of the values, or 1 where that is 0. */
function scaleOf(values: Float64Array): number {
  const size = values.reduce((sum, value) => sum + Math.abs(value) / values.length, 0);
  return size > 0 ? size : 1;
}
