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
  /** The state after the last value. */
  readonly run: EtsRun;
  readonly length: number;
  /** Akaike's criterion, corrected for small samples (Hurvich and Tsai 1989), up to a constant of the series. */
  readonly aicc: number;
}

const TOLERANCE = 1e-4;
const MOST_ITERATIONS = 1000;

/**
 * Fits one form by maximum likelihood: smoothing weights, damping and first states.
 * Definition: Hyndman, Koehler, Ord and Snyder (2008), chapter 5. The values should be of a scale of about one. Null where
 * the series is too short for the form or no parameters are allowed. O(n × iterations).
 */
export function fitEts(series: EtsSeries): EtsFit | null {
  const { form, period, values } = series;
  const run = emptyRun(form, period);
  const full = etsStart(series);
  const free = freeParameters(form, run.season.length);
  const bounds = boundsOf(series);
  const known = values.reduce((count, value) => count + Number(!Number.isNaN(value)), 0);
  const count = free.length + 1;
  if (count + 1 >= known) return null;
  const start = Float64Array.from(free, (place) => bounds.start[place] ?? full[place] ?? 0);
  const spread = spreadOf(values);
  const objective = (point: Float64Array): number => {
    for (let index = 0; index < free.length; index += 1) full[free[index] ?? 0] = point[index] ?? 0;
    return weigh(series, full, run);
  };
  const found = minimise({
    objective,
    start,
    steps: Float64Array.from(free, (place) => bounds.steps[place] ?? spread * 0.1),
    lower: Float64Array.from(free, (place) => bounds.lower[place] ?? Number.NEGATIVE_INFINITY),
    upper: Float64Array.from(free, (place) => bounds.upper[place] ?? Number.POSITIVE_INFINITY),
    tolerance: TOLERANCE,
    mostIterations: MOST_ITERATIONS,
  });
  const value = objective(found.point);
  if (!Number.isFinite(value)) return null;
  const aicc = value + 2 * count + (2 * count * (count + 1)) / (known - count - 1);
  return { form, period, parameters: full, run, length: values.length, aicc };
}

/** −2 log likelihood up to a constant; infinite where the parameters are not allowed. */
function weigh(series: EtsSeries, full: Float64Array, run: EtsRun): number {
  const { form } = series;
  const alpha = full[ETS_PARAMETER.alpha] ?? 0;
  if (form.trend !== "none" && (full[ETS_PARAMETER.beta] ?? 0) > alpha) return Number.POSITIVE_INFINITY;
  if (form.season !== "none") {
    if ((full[ETS_PARAMETER.gamma] ?? 0) > 1 - alpha) return Number.POSITIVE_INFINITY;
    let sum = form.season === "additive" ? 0 : run.season.length;
    for (let step = 0; step < run.season.length - 1; step += 1) {
      const state = full[ETS_PARAMETER.season + step] ?? 0;
      if (form.season === "multiplicative" && state < 0) return Number.POSITIVE_INFINITY;
      sum -= state;
    }
    if (form.season === "multiplicative" && sum < 0) return Number.POSITIVE_INFINITY;
    full[ETS_PARAMETER.season + run.season.length - 1] = sum;
  }
  if (!runEts(series, full, { run })) return Number.POSITIVE_INFINITY;
  return (
    run.count * Math.log(run.sumOfSquares + 1e-300) +
    (form.error === "multiplicative" ? 2 * run.sumOfLogs : 0)
  );
}

function freeParameters(form: EtsForm, seasons: number): number[] {
  const free: number[] = [ETS_PARAMETER.alpha];
  if (form.trend !== "none") free.push(ETS_PARAMETER.beta);
  if (seasons > 0) free.push(ETS_PARAMETER.gamma);
  if (form.trend === "damped") free.push(ETS_PARAMETER.phi);
  free.push(ETS_PARAMETER.level);
  if (form.trend !== "none") free.push(ETS_PARAMETER.slope);
  for (let step = 0; step < seasons - 1; step += 1) free.push(ETS_PARAMETER.season + step);
  return free;
}

export const TUNE = { alpha0: 0.2, beta0: 0.1, gamma0: 0.05, betaMax: 0.9999, leak: true };
function boundsOf({ form, period }: EtsSeries) {
  const m = form.season === "none" ? 1 : period;
  const alpha0 = 0.0001 + (TUNE.alpha0 * 0.9998) / (TUNE.leak ? m : 1);
  const betaUp = TUNE.leak
    ? Math.min(alpha0, form.error === "multiplicative" ? 0.2 / period : 1)
    : TUNE.betaMax;
  const beta0 = Math.min(alpha0 * 0.9, 0.0001 + TUNE.beta0 * (betaUp - 0.0001));
  const gammaUp = 1 - alpha0;
  const gamma0 = 0.0001 + TUNE.gamma0 * gammaUp;
  return {
    start: [alpha0, beta0, gamma0, 0.8 + 0.99 * 0.18],
    steps: [alpha0 * 0.05, beta0 * 0.05, gamma0 * 0.05, 0.05 * 0.97],
    lower: [0.0001, 0.0001, 0.0001, 0.8],
    upper: [0.9999, betaUp, gammaUp, 0.98],
  };
}

function spreadOf(values: Float64Array): number {
  let mean = 0;
  let count = 0;
  for (const value of values)
    if (!Number.isNaN(value)) {
      mean += value;
      count += 1;
    }
  mean /= count;
  let squares = 0;
  for (const value of values) if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  return Math.sqrt(squares / count);
}
