import { combineModels } from "./combine-models.ts";
import { fillGaps } from "./fill-gaps.ts";
import type { ForecastParts, PartsInput } from "./forecast-parts.ts";
import { mendBreaks } from "./mend-breaks.ts";
import { intervalConstants } from "./interval-constants.ts";
import { modelWeights } from "./model-weights.ts";
import type { IntervalEvidence } from "./interval-scale.ts";
import { intervalScales } from "./interval-scale.ts";
import { rollModels } from "./roll-models.ts";
import type { RolledModel } from "./roll-models.ts";
import { rolledErrors } from "./rolled-errors.ts";
import { seasonalChange } from "./seasonal-change.ts";
import { linkOf } from "./series-link.ts";

/** What the models say of a series, together and each, and what they show of their errors. */
export interface LongForecast {
  readonly models: readonly RolledModel[];
  readonly mean: Float64Array;
  readonly evidence: IntervalEvidence;
}

/**
 * Forecasts a series with enough history for every model: combined points, pooled conformal intervals. Clear-cut outliers and
 * level shifts are taken out for the points; intervals rest on the series as it was, since what happened once can happen again.
 */
export function forecastLong(input: PartsInput): ForecastParts {
  const mended = mendBreaks(input.values, input);
  const asItWas = mended.breaks.length === 0;
  const { evidence, mean, models } = combineLong(
    asItWas ? input : { ...input, values: mended.values, whole: fillGaps(mended.values) },
  );
  const constants = input.intervals ?? intervalConstants(input.period);
  const scales = intervalScales(asItWas ? evidence : combineLong(input).evidence, constants.powers);
  return {
    mean,
    reach80: scales.map((scale) => constants.reach80 * scale),
    reach95: scales.map((scale) => constants.reach95 * scale),
    persistence: constants.persistence,
    models: models.map(({ model, rolled }) => ({ model, mean: rolled.slice(-input.horizon) })),
  };
}

/**
 * The combined forecast and the evidence that its intervals are drawn from: the mean of the models, with a season weighed by how
 * near each was in this series before. Seasonal forms run away now and then, so that with a season the highest and the lowest
 * model are left out. Without one that lost accuracy, and weights won none that noise does not. Chosen on M1.
 */
export function combineLong(input: PartsInput): LongForecast {
  const { horizon, period, values, whole } = input;
  const link = linkOf({ values: whole, lower: input.lower, upper: input.upper });
  const models = rollModels({ values, whole, period, horizon }, link);
  const firstOrigin = Math.max(FIRST_ORIGIN, Math.min(period, Math.floor(values.length / 3)));
  const hasSeason = period > 1;
  const { disagreement, rolled } = combineModels(models, {
    horizon,
    trim: hasSeason,
    ...(hasSeason ? { weights: modelWeights({ models, values, horizon, firstOrigin }) } : {}),
  });
  const errors = rolledErrors({ values, rolled, horizon, firstOrigin });
  return {
    models,
    mean: rolled.slice(-horizon),
    evidence: {
      oneStep: errors.rootMeanSquare[0] ?? Number.NaN,
      seasonalChange: seasonalChange(values, period),
      disagreement,
      rolledError: errors.rootMeanSquare,
      rolledCount: errors.count,
    },
  };
}

const FIRST_ORIGIN = 3;
