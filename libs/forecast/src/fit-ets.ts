import type { EtsForm } from "./ets-form.ts";
import { emptyRun, ETS_PARAMETER, runEts } from "./ets-recursion.ts";
import type { EtsRun, EtsSeries } from "./ets-recursion.ts";
import { etsStart } from "./ets-start.ts";
import { minimise } from "./nelder-mead.ts";

/** A fitted exponential smoothing model. */
export interface EtsFit {
  readonly form: EtsForm;
  readonly period: number;
  /** Parameters and first states, laid out as `ETS_PARAMETER` says. */
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
  const run = emptyRun(form, period);
  const all = freePlaces(form, run.season.length);
  const free = search.freeSeason ? all : all.filter((place) => place < ETS_PARAMETER.season);
  const known = values.reduce((count, value) => count + Number(!Number.isNaN(value)), 0);
  const count = all.length + 1;
  if (count + 1 >= known) return null;
  const full = search.from?.slice() ?? firstGuess(series);
  const stateStep = STATE_STEP * spreadOf(values);
  const objective = (point: Float64Array): number => {
    for (let index = 0; index < free.length; index += 1) full[free[index] ?? 0] = point[index] ?? 0;
    return weigh(series, full, run);
  };
  const found = minimise({
    ...search,
    objective,
    start: Float64Array.from(free, (place) => full[place] ?? 0),
    steps: Float64Array.from(free, (place) => WEIGHTS_STEP[place] ?? stateStep),
    lower: Float64Array.from(free, (place) => WEIGHTS_LOWER[place] ?? Number.NEGATIVE_INFINITY),
    upper: Float64Array.from(free, (place) => WEIGHTS_UPPER[place] ?? Number.POSITIVE_INFINITY),
  });
  const value = objective(found.point);
  if (!Number.isFinite(value)) return null;
  const aicc = value + 2 * count + (2 * count * (count + 1)) / (known - count - 1);
  return { form, period, parameters: full, aicc };
}

function firstGuess(series: EtsSeries): Float64Array {
  const full = etsStart(series);
  full.set(WEIGHTS_START);
  return full;
}

/** In the order of `ETS_PARAMETER`: α, β, γ, φ. */
const WEIGHTS_START = [0.5, 0.02, 0.025, 0.978];
const WEIGHTS_STEP = [0.15, 0.006, 0.0075, 0.05];
const WEIGHTS_LOWER = [1e-4, 1e-4, 1e-4, 0.8];
const WEIGHTS_UPPER = [0.9999, 0.2, 0.5, 0.98];
/** First step of a state, in standard deviations of the series. */
const STATE_STEP = 0.1;
/** Keeps the likelihood of a perfect fit finite. */
const SMALLEST_SQUARES = 1e-20;

/** −2 log likelihood up to a constant; infinite where the parameters are not allowed. */
function weigh(series: EtsSeries, full: Float64Array, run: EtsRun): number {
  const { form } = series;
  const alpha = full[ETS_PARAMETER.alpha] ?? 0;
  if (form.trend !== "none" && (full[ETS_PARAMETER.beta] ?? 0) > alpha) return Number.POSITIVE_INFINITY;
  if (form.season !== "none" && (full[ETS_PARAMETER.gamma] ?? 0) > 1 - alpha) return Number.POSITIVE_INFINITY;
  if (!completeSeason(form, full) || !runEts(series, full, { run })) return Number.POSITIVE_INFINITY;
  const ofErrors = run.count * Math.log(run.sumOfSquares + SMALLEST_SQUARES);
  return form.error === "multiplicative" ? ofErrors + 2 * run.sumOfLogs : ofErrors;
}

/** The last state of the season makes them sum to zero, or average one; says whether none is negative then. */
function completeSeason({ season }: EtsForm, full: Float64Array): boolean {
  if (season === "none") return true;
  const last = full.length - 1;
  let rest = season === "additive" ? 0 : full.length - ETS_PARAMETER.season;
  let allowed = true;
  for (let place = ETS_PARAMETER.season; place < last; place += 1) {
    rest -= full[place] ?? 0;
    allowed &&= season === "additive" || (full[place] ?? 0) >= 0;
  }
  full[last] = rest;
  return allowed && (season === "additive" || rest >= 0);
}

function freePlaces(form: EtsForm, seasons: number): number[] {
  const free: number[] = [ETS_PARAMETER.alpha];
  if (form.trend !== "none") free.push(ETS_PARAMETER.beta);
  if (seasons > 0) free.push(ETS_PARAMETER.gamma);
  if (form.trend === "damped") free.push(ETS_PARAMETER.phi);
  free.push(ETS_PARAMETER.level);
  if (form.trend !== "none") free.push(ETS_PARAMETER.slope);
  for (let step = 0; step < seasons - 1; step += 1) free.push(ETS_PARAMETER.season + step);
  return free;
}

function spreadOf(values: Float64Array): number {
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    count += 1;
    const fromMean = value - mean;
    mean += fromMean / count;
    squares += fromMean * (value - mean);
  }
  return Math.sqrt(squares / count);
}
