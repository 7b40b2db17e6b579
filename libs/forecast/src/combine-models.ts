import type { RolledModel } from "./roll-models.ts";

/** What the models say together. */
export interface CombinedModels {
  /** The combined forecasts from each origin, laid out as the models'. */
  readonly rolled: Float64Array;
  /** How far the models are apart at each step of the forecast: their standard deviation. */
  readonly disagreement: Float64Array;
}

/** Fewer models have no highest and lowest to spare. */
const FEWEST_TO_TRIM = 4;

/** How the models are combined. */
export interface CombineOptions {
  readonly horizon: number;
  /** Whether the highest and the lowest are left out. */
  readonly trim: boolean;
}

/**
 * Combines the models by their mean, or by the mean without the highest and the lowest where four or more speak; a model
 * that says nothing (NaN) is left out. O(n × horizon × models).
 */
export function combineModels(
  models: readonly RolledModel[],
  { horizon, trim }: CombineOptions,
): CombinedModels {
  const rolled = new Float64Array(models[0]?.rolled.length ?? 0);
  const disagreement = new Float64Array(horizon);
  const firstForecast = rolled.length - horizon;
  for (let place = 0; place < rolled.length; place += 1) {
    const said = summarise(models, place);
    rolled[place] = trim ? said.trimmed : said.mean;
    if (place >= firstForecast) disagreement[place - firstForecast] = said.deviation;
  }
  return { rolled, disagreement };
}

function summarise(
  models: readonly RolledModel[],
  place: number,
): { readonly mean: number; readonly trimmed: number; readonly deviation: number } {
  let count = 0;
  let mean = 0;
  let squares = 0;
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < models.length; index += 1) {
    const value = models[index]?.rolled[place] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    count += 1;
    const fromMean = value - mean;
    mean += fromMean / count;
    squares += fromMean * (value - mean);
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (count === 0) return { mean: Number.NaN, trimmed: Number.NaN, deviation: Number.NaN };
  const trimmed = count < FEWEST_TO_TRIM ? mean : (count * mean - least - greatest) / (count - 2);
  return { mean, trimmed, deviation: Math.sqrt(squares / count) };
}
