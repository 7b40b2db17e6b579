import type { EtsForm } from "./ets-form.ts";
import { ALPHA, BETA, GAMMA, PHI, LEVEL, SLOPE, SEASON } from "./ets-parameter.ts";

/** A series that parameters of one form are held against, with the room that this takes. */
export interface EtsTrial {
  readonly values: Float64Array;
  /** Known values. */
  readonly known: number;
  /** Steps of one season. */
  readonly period: number;
  /** Whether the form's error is multiplicative. */
  readonly relative: boolean;
  readonly kind: EtsForm["season"];
  /** One state for each step of the season; what stands in it is overwritten. */
  readonly season: Float64Array;
}

/**
 * −2 log likelihood of a form's parameters (laid out as `ets-parameter.ts` says; neutral where the form has none: β, γ and
 * slope 0, φ 1) up to a constant of the series; infinite where a forecast or a seasonal state leaves the range that the form
 * allows. The same model as `rollEts` rolls. Here its equations are turned so that a step waits for three operations of the
 * step before and not for six or seven: the innovation is the value without its season less the base (level and slope
 * together), and the base moves on by it at once. Searches spend their time here. O(n), no allocation.
 */
export function etsDeviance(trial: EtsTrial, parameters: Float64Array): number {
  const { kind, season } = trial;
  for (let step = 0; step < season.length; step += 1) season[step] = parameters[SEASON + step]!;
  return kind === "multiplicative" ? ofFactors(trial, parameters) : ofSums(trial, parameters);
}

/** Forms whose season is added, and those without one. */
function ofSums(
  { known, kind, period, relative, season, values }: EtsTrial,
  parameters: Float64Array,
): number {
  const seasonal = kind === "additive";
  const [beta, gamma, phi] = [parameters[BETA]!, parameters[GAMMA]!, parameters[PHI]!];
  const pull = parameters[ALPHA]! + phi * beta;
  const kept = phi * phi;
  let slope = parameters[SLOPE]!;
  let base = parameters[LEVEL]! + phi * slope;
  let state = 0;
  let step = -1;
  let squares = 0;
  let product = 1;
  let logs = 0;
  for (let index = 0; index < values.length; index += 1) {
    if (seasonal) {
      step = step + 1 === period ? 0 : step + 1;
      state = season[step]!;
    }
    const forecast = base + state;
    if (relative && !(forecast > SMALLEST && base > SMALLEST)) return Number.POSITIVE_INFINITY;
    const value = values[index]!;
    const error = value - state - base;
    base += kept * slope;
    slope *= phi;
    if (Number.isNaN(value)) continue;
    if (relative) {
      const share = error / forecast;
      squares += share * share;
      product *= forecast;
      if (product > LARGE || product < 1 / LARGE) {
        logs += Math.log(product);
        product = 1;
      }
    } else squares += error * error;
    if (seasonal) season[step] = state + gamma * error;
    base += pull * error;
    slope += beta * error;
  }
  return devianceOf(known, squares, relative ? logs + Math.log(product) : 0);
}

/** Forms whose season is a factor. */
function ofFactors({ known, period, relative, season, values }: EtsTrial, parameters: Float64Array): number {
  const [beta, gamma, phi] = [parameters[BETA]!, parameters[GAMMA]!, parameters[PHI]!];
  const pull = parameters[ALPHA]! + phi * beta;
  const kept = phi * phi;
  let slope = parameters[SLOPE]!;
  let base = parameters[LEVEL]! + phi * slope;
  let step = -1;
  let squares = 0;
  let product = 1;
  let logs = 0;
  for (let index = 0; index < values.length; index += 1) {
    step = step + 1 === period ? 0 : step + 1;
    const factor = season[step]!;
    const forecast = base * factor;
    if (!(forecast > SMALLEST && base > SMALLEST)) return Number.POSITIVE_INFINITY;
    const value = values[index]!;
    const expected = base;
    base += kept * slope;
    slope *= phi;
    if (Number.isNaN(value)) continue;
    const ofBase = value / factor - expected;
    const share = ofBase / expected;
    const error = relative ? share : factor * ofBase;
    squares += error * error;
    if (relative) {
      product *= forecast;
      if (product > LARGE || product < 1 / LARGE) {
        logs += Math.log(product);
        product = 1;
      }
    }
    season[step] = factor + gamma * factor * share;
    base += pull * ofBase;
    slope += beta * ofBase;
  }
  return devianceOf(known, squares, relative ? logs + Math.log(product) : 0);
}

function devianceOf(known: number, squares: number, sumOfLogs: number): number {
  return known * Math.log(squares + SMALLEST_SQUARES) + 2 * sumOfLogs;
}

/** Series are brought to a scale of about one before they are fitted; smaller forecasts are no divisors. */
const SMALLEST = 1e-8;
const LARGE = 1e100;
/** Keeps the likelihood of a perfect fit finite. */
const SMALLEST_SQUARES = 1e-20;
