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
  /** One positive weight a model; default 1 each. */
  readonly weights?: ArrayLike<number>;
}

/**
 * Combines the models by their weighted mean, or by that without the highest and the lowest where four or more speak; a
 * model that says nothing (NaN) is left out. Their disagreement weighs all alike. O(n × horizon × models).
 */
export function combineModels(models: readonly RolledModel[], options: CombineOptions): CombinedModels {
  const { horizon, trim, weights = new Float64Array(models.length).fill(1) } = options;
  const rolled = new Float64Array(models[0]?.rolled.length ?? 0);
  const disagreement = new Float64Array(horizon);
  const firstForecast = rolled.length - horizon;
  for (let place = 0; place < rolled.length; place += 1) {
    const said = summarise(models, place, weights);
    rolled[place] = trim ? said.trimmed : said.mean;
    if (place >= firstForecast) disagreement[place - firstForecast] = said.deviation;
  }
  return { rolled, disagreement };
}

function summarise(
  models: readonly RolledModel[],
  place: number,
  weights: ArrayLike<number>,
): { readonly mean: number; readonly trimmed: number; readonly deviation: number } {
  let count = 0;
  let plain = 0;
  let squares = 0;
  let mean = 0;
  let total = 0;
  let least = -1;
  let greatest = -1;
  for (let index = 0; index < models.length; index += 1) {
    const value = saidBy(models, index, place);
    if (Number.isNaN(value)) continue;
    const weight = weights[index] ?? 1;
    count += 1;
    const fromPlain = value - plain;
    plain += fromPlain / count;
    squares += fromPlain * (value - plain);
    total += weight;
    mean += (weight / total) * (value - mean);
    if (least < 0 || value < saidBy(models, least, place)) least = index;
    if (greatest < 0 || value > saidBy(models, greatest, place)) greatest = index;
  }
  if (count === 0) return { mean: Number.NaN, trimmed: Number.NaN, deviation: Number.NaN };
  const deviation = Math.sqrt(squares / count);
  if (count < FEWEST_TO_TRIM || least === greatest) return { mean, trimmed: mean, deviation };
  return { mean, trimmed: meanWithout(models, place, { weights, least, greatest }), deviation };
}

function meanWithout(
  models: readonly RolledModel[],
  place: number,
  { greatest, least, weights }: { weights: ArrayLike<number>; least: number; greatest: number },
): number {
  let mean = 0;
  let total = 0;
  for (let index = 0; index < models.length; index += 1) {
    const value = saidBy(models, index, place);
    if (index === least || index === greatest || Number.isNaN(value)) continue;
    const weight = weights[index] ?? 1;
    total += weight;
    mean += (weight / total) * (value - mean);
  }
  return mean;
}

function saidBy(models: readonly RolledModel[], index: number, place: number): number {
  return models[index]?.rolled[place] ?? Number.NaN;
}
