import { etsDeviance } from "./ets-deviance.ts";
import type { EtsTrial } from "./ets-deviance.ts";
import type { EtsForm, EtsSeries } from "./ets-form.ts";
import { ALPHA, BETA, GAMMA, PHI, LEVEL, SLOPE, SEASON } from "./ets-parameter.ts";
import { etsStart } from "./ets-start.ts";
import { minimise } from "./nelder-mead.ts";
import type { Minimisation } from "./nelder-mead.ts";

/** A fitted exponential smoothing model. */
export interface EtsFit {
  readonly form: EtsForm;
  readonly period: number;
  /** Parameters and first states, laid out as `ets-parameter.ts` says. */
  readonly parameters: Float64Array;
  /** Akaike's criterion, corrected for small samples (Hurvich and Tsai 1989), up to a constant of the series. */
  readonly aicc: number;
}

/** How thoroughly the parameters are searched for. */
export interface EtsSearch {
  /** Stops when the simplex's values of −2 log likelihood differ by less (standard deviation). */
  readonly tolerance: number;
  readonly mostIterations: number;
  /** Parameters to go on from; without them the heuristic start, and without `freeSeason` its season is kept. */
  readonly from?: Float64Array;
  /** Whether the first states of the season are searched for, too: most of the dimensions. */
  readonly freeSeason: boolean;
}

/** Finds the maximum to four decimals of the likelihood. */
export const THOROUGH_SEARCH: EtsSearch = { tolerance: 1e-4, mostIterations: 2000, freeSeason: true };

/**
 * Fits one form by maximum likelihood: smoothing weights, damping and first states.
 * Definition: Hyndman, Koehler, Ord and Snyder (2008), chapter 5, with the usual bounds 0 < β ≤ α < 1, 0 < γ ≤ 1 − α and φ
 * from 0.8 to 0.98; β is kept below 0.2 (chosen on M1). The values should be of a scale of about one. Null where the
 * series is too short for the form or no parameters are allowed. O(n × iterations).
 */
export function fitEts(series: EtsSeries, search: EtsSearch = THOROUGH_SEARCH): EtsFit | null {
  const { form, period, values } = series;
  const { known, spread } = describe(values);
  const season = new Float64Array(form.season === "none" ? 0 : period);
  const all = freePlaces(form, season.length);
  const count = all.length + 1;
  if (count + 1 >= known) return null;
  const relative = form.error === "multiplicative";
  const trial: EtsTrial = { values, known, period, relative, kind: form.season, season };
  const full = search.from?.slice() ?? firstGuess(series);
  const free = search.freeSeason ? all : all.subarray(0, all.length - Math.max(0, season.length - 1));
  const objective = (point: Float64Array): number => {
    for (let index = 0; index < point.length; index += 1) full[free[index]!] = point[index]!;
    return weigh(trial, full);
  };
  const { mostIterations, tolerance } = search;
  const box = boxOf(free, full, STATE_STEP * spread);
  const found = minimise({ objective, tolerance, mostIterations, ...box });
  const value = objective(found.point);
  if (!Number.isFinite(value)) return null;
  const aicc = value + 2 * count + (2 * count * (count + 1)) / (known - count - 1);
  return { form, period, parameters: full, aicc };
}

/** Where the search starts, its first steps and its bounds, at each free place. */
function boxOf(
  free: Uint8Array,
  full: Float64Array,
  stateStep: number,
): Pick<Minimisation, "start" | "steps" | "lower" | "upper"> {
  const start = new Float64Array(free.length);
  const steps = new Float64Array(free.length);
  const lower = new Float64Array(free.length);
  const upper = new Float64Array(free.length);
  for (let index = 0; index < free.length; index += 1) {
    const place = free[index]!;
    start[index] = full[place]!;
    steps[index] = WEIGHTS_STEP[place] ?? stateStep;
    lower[index] = WEIGHTS_LOWER[place] ?? Number.NEGATIVE_INFINITY;
    upper[index] = WEIGHTS_UPPER[place] ?? Number.POSITIVE_INFINITY;
  }
  return { start, steps, lower, upper };
}

/** What the form lacks is neutral: no β, γ or slope, no damping. */
function firstGuess(series: EtsSeries): Float64Array {
  const { season, trend } = series.form;
  const full = etsStart(series);
  full.set(WEIGHTS_START);
  if (trend === "none") full[BETA] = 0;
  if (season === "none") full[GAMMA] = 0;
  if (trend !== "damped") full[PHI] = 1;
  return full;
}

/** In the order of `ets-parameter.ts`: α, β, γ, φ. */
const WEIGHTS_START = [0.5, 0.02, 0.025, 0.978];
const WEIGHTS_STEP = [0.15, 0.006, 0.0075, 0.05];
const WEIGHTS_LOWER = [1e-4, 1e-4, 1e-4, 0.8];
const WEIGHTS_UPPER = [0.9999, 0.2, 0.5, 0.98];
/** First step of a state, in standard deviations of the series. */
const STATE_STEP = 0.1;

/** −2 log likelihood up to a constant; infinite where the parameters are not allowed. */
function weigh(trial: EtsTrial, full: Float64Array): number {
  const alpha = full[ALPHA]!;
  if (full[BETA]! > alpha || full[GAMMA]! > 1 - alpha || !completeSeason(trial, full)) {
    return Number.POSITIVE_INFINITY;
  }
  return etsDeviance(trial, full);
}

/** The last state of the season makes them sum to zero, or average one; says whether no factor is negative then. */
function completeSeason({ kind, season }: EtsTrial, full: Float64Array): boolean {
  if (kind === "none") return true;
  const factors = kind === "multiplicative";
  const last = full.length - 1;
  let rest = factors ? season.length : 0;
  let least = 0;
  for (let place = SEASON; place < last; place += 1) {
    const state = full[place]!;
    rest -= state;
    if (state < least) least = state;
  }
  full[last] = rest;
  return !factors || (least >= 0 && rest >= 0);
}

/** The places that are searched for, the states of the season last. */
function freePlaces(form: EtsForm, seasons: number): Uint8Array {
  const weights: number[] = [ALPHA];
  if (form.trend !== "none") weights.push(BETA);
  if (seasons > 0) weights.push(GAMMA);
  if (form.trend === "damped") weights.push(PHI);
  weights.push(LEVEL);
  if (form.trend !== "none") weights.push(SLOPE);
  const free = new Uint8Array(weights.length + Math.max(0, seasons - 1));
  free.set(weights);
  for (let step = 0; step < seasons - 1; step += 1) free[weights.length + step] = SEASON + step;
  return free;
}

function describe(values: Float64Array): { readonly known: number; readonly spread: number } {
  let known = 0;
  let mean = 0;
  let squares = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index]!;
    if (Number.isNaN(value)) continue;
    known += 1;
    const fromMean = value - mean;
    mean += fromMean / known;
    squares += fromMean * (value - mean);
  }
  return { known, spread: Math.sqrt(squares / known) };
}
