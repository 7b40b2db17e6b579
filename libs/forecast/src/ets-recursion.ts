import type { EtsForm } from "./ets-form.ts";

/** Where each parameter stands in a parameter vector; the first states of the season follow from `season` on. */
export const ETS_PARAMETER = { alpha: 0, beta: 1, gamma: 2, phi: 3, level: 4, slope: 5, season: 6 } as const;

/** The state of a model after its last value, and how well it foresaw the values one step ahead. */
export interface EtsRun {
  /** State of each step of the season; the first value of the series has the step 0. */
  readonly season: Float64Array;
  level: number;
  slope: number;
  /** Known values. */
  count: number;
  /** Sum of the squared one-step errors; of relative errors where the form's error is multiplicative. */
  sumOfSquares: number;
  /** Sum of the logarithms of the one-step forecasts, which a multiplicative error's likelihood needs. */
  sumOfLogs: number;
}

/** A series and the form that is run over it. */
export interface EtsSeries {
  readonly values: Float64Array;
  readonly form: EtsForm;
  /** Steps of one season. */
  readonly period: number;
}

/**
 * Runs an exponential smoothing model over a series and leaves its last state in `run`; NaN leaves the state to its own
 * course. With `onState` each state is shown before its value is read (`index` values are known then).
 * Definition: the innovations state-space equations of Hyndman, Koehler, Ord and Snyder (2008), tables 2.2 and 2.3; an
 * additive and a multiplicative error give the same states and differ in the likelihood. Stops and says false where a
 * forecast or a seasonal state leaves the range that the form allows. O(n), no allocation.
 */
export function runEts(
  { form, period, values }: EtsSeries,
  parameters: Float64Array,
  { onState, run }: { readonly run: EtsRun; readonly onState?: (run: EtsRun, index: number) => void },
): boolean {
  const alpha = parameters[ETS_PARAMETER.alpha] ?? 0;
  const beta = form.trend === "none" ? 0 : (parameters[ETS_PARAMETER.beta] ?? 0);
  const gamma = parameters[ETS_PARAMETER.gamma] ?? 0;
  const phi = form.trend === "damped" ? (parameters[ETS_PARAMETER.phi] ?? 1) : 1;
  const seasonal = form.season === "none" ? 0 : form.season === "additive" ? 1 : 2;
  const relative = form.error === "multiplicative";
  const positive = relative || seasonal === 2;
  const { season } = run;
  let level = parameters[ETS_PARAMETER.level] ?? 0;
  let slope = form.trend === "none" ? 0 : (parameters[ETS_PARAMETER.slope] ?? 0);
  for (let step = 0; step < season.length; step += 1)
    season[step] = parameters[ETS_PARAMETER.season + step] ?? 0;
  let squares = 0;
  let product = 1;
  let logs = 0;
  let count = 0;
  let step = -1;
  for (let index = 0; index < values.length; index += 1) {
    if (onState !== undefined) {
      run.level = level;
      run.slope = slope;
      onState(run, index);
    }
    const base = level + phi * slope;
    step = step + 1 === period ? 0 : step + 1;
    const state = seasonal === 0 ? 0 : season[step]!;
    const forecast = seasonal === 2 ? base * state : base + state;
    if (positive && !(forecast > SMALLEST && base > SMALLEST)) return false;
    const value = values[index]!;
    const isKnown = !Number.isNaN(value);
    const error = isKnown ? value - forecast : 0;
    if (isKnown) {
      count += 1;
      if (relative) {
        const share = error / forecast;
        squares += share * share;
        product *= forecast;
        if (product > LARGE || product < 1 / LARGE) {
          logs += Math.log(product);
          product = 1;
        }
      } else {
        squares += error * error;
      }
    }
    const ofLevel = seasonal === 2 ? error / state : error;
    level = base + alpha * ofLevel;
    slope = phi * slope + beta * ofLevel;
    if (seasonal === 1) season[step] = state + gamma * error;
    else if (seasonal === 2) season[step] = state + (gamma * error) / base;
  }
  run.level = level;
  run.slope = slope;
  run.count = count;
  run.sumOfSquares = squares;
  run.sumOfLogs = logs + Math.log(product);
  return true;
}

/** Room for the run of a form with a season of `period` steps (1: none). */
export function emptyRun(form: EtsForm, period: number): EtsRun {
  const season = new Float64Array(form.season === "none" ? 0 : period);
  return { season, level: 0, slope: 0, count: 0, sumOfSquares: 0, sumOfLogs: 0 };
}

/** Series are brought to a scale of about one before they are fitted; smaller forecasts are no divisors. */
const SMALLEST = 1e-8;
const LARGE = 1e100;
