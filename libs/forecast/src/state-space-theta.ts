import { fitLinearTrend } from "./linear-trend.ts";

/**
 * Which Theta model: the standard one keeps half of the trend's slope, the optimised one as much as fits, the dynamic
 * optimised one also learns the trend line anew from each value.
 */
export type ThetaForm = "standard" | "optimised" | "dynamic";

/** A fitted Theta model in state-space form. */
export interface StateSpaceTheta {
  readonly form: ThetaForm;
  /** Smoothing weight. */
  readonly alpha: number;
  /** Weight of the trend line, 1 − 1/θ: 0 is simple exponential smoothing. */
  readonly lineWeight: number;
  readonly firstLevel: number;
  /** Sum of the squared one-step errors, the first three left out. */
  readonly sumOfSquares: number;
}

const LEAST_ALPHA = 0.1;
const GREATEST_ALPHA = 0.99;
const COARSE_STEPS = 24;
const REFINING_STEPS = 14;
const GOLDEN_SECTION = (Math.sqrt(5) - 1) / 2;
/** The first errors mostly say how well the first level was guessed. */
const LEFT_OUT = 3;

/**
 * Fits a Theta model to a whole series without season by least squares of the one-step errors.
 * Definition: Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler (2016): STM, OTM and DOTM, with α in [0.1, 0.99] and
 * θ ≥ 1. At a given α the errors are linear in the first level and in 1 − 1/θ, which are therefore solved for in closed
 * form; α is found on a grid and by golden section. O(n).
 */
export function fitStateSpaceTheta(values: Float64Array, form: ThetaForm): StateSpaceTheta {
  const spacing = (GREATEST_ALPHA - LEAST_ALPHA) / COARSE_STEPS;
  const line = form === "dynamic" ? { intercept: values[0] ?? 0, slope: 0 } : fitLinearTrend(values);
  const at = (alpha: number): StateSpaceTheta => solveAt(values, { form, alpha, line });
  let best = at(LEAST_ALPHA);
  for (let step = 1; step <= COARSE_STEPS; step += 1) {
    const candidate = at(LEAST_ALPHA + step * spacing);
    if (candidate.sumOfSquares < best.sumOfSquares) best = candidate;
  }
  let low = Math.max(LEAST_ALPHA, best.alpha - spacing);
  let high = Math.min(GREATEST_ALPHA, best.alpha + spacing);
  for (let step = 0; step < REFINING_STEPS; step += 1) {
    const left = at(high - GOLDEN_SECTION * (high - low));
    const right = at(low + GOLDEN_SECTION * (high - low));
    const better = left.sumOfSquares <= right.sumOfSquares ? left : right;
    if (better === left) high = right.alpha;
    else low = left.alpha;
    if (better.sumOfSquares < best.sumOfSquares) best = better;
  }
  return best;
}

interface At {
  readonly form: ThetaForm;
  readonly alpha: number;
  readonly line: { readonly intercept: number; readonly slope: number };
}

function solveAt(values: Float64Array, { alpha, form, line }: At): StateSpaceTheta {
  const kept = 1 - alpha;
  const first = values[0] ?? Number.NaN;
  let slope = line.slope;
  let start = line.intercept - slope;
  let mean = first;
  let base = alpha * first;
  let power = kept;
  let levelSquares = 0;
  let products = 0;
  let lineSquares = 0;
  let levelErrors = 0;
  let lineErrors = 0;
  let squares = 0;
  for (let index = 1; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (index >= LEFT_OUT) {
      const ofLine = start * power + (slope * (1 - power * kept)) / alpha;
      const error = value - base;
      levelSquares += power * power;
      products += power * ofLine;
      lineSquares += ofLine * ofLine;
      levelErrors += power * error;
      lineErrors += ofLine * error;
      squares += error * error;
    }
    base = alpha * value + kept * base;
    power *= kept;
    if (form === "dynamic") {
      slope = ((index - 1) * slope + (6 * (value - mean)) / (index + 1)) / (index + 2);
      mean += (value - mean) / (index + 1);
      start = mean - (slope * (index + 2)) / 2;
    }
  }
  const determinant = levelSquares * lineSquares - products * products;
  const solvable = determinant > SMALLEST_SHARE * levelSquares * lineSquares;
  const free = solvable ? (levelSquares * lineErrors - products * levelErrors) / determinant : 0;
  const lineWeight = form === "standard" ? 0.5 : Math.min(1, Math.max(0, free));
  const firstLevel =
    levelSquares > SMALLEST_SHARE ? (levelErrors - lineWeight * products) / levelSquares : first;
  const explained = firstLevel * (2 * levelErrors - firstLevel * levelSquares - 2 * lineWeight * products);
  const sumOfSquares = squares - explained - lineWeight * (2 * lineErrors - lineWeight * lineSquares);
  return { form, alpha, lineWeight, firstLevel, sumOfSquares: Math.max(0, sumOfSquares) };
}

const SMALLEST_SHARE = 1e-12;

/**
 * What a fitted model, its parameters as they are, says from each origin: `horizon` forecasts for each number of known
 * values from 0 to n, row by row; the last row is the forecast, the earlier ones show how far off it would have been. The
 * row of no value is NaN. O(n × horizon).
 */
export function rollStateSpaceTheta(
  values: Float64Array,
  model: StateSpaceTheta,
  horizon: number,
): Float64Array {
  const { alpha, firstLevel, form, lineWeight } = model;
  const kept = 1 - alpha;
  const rolled = new Float64Array((values.length + 1) * horizon).fill(Number.NaN);
  const line = form === "dynamic" ? { intercept: values[0] ?? 0, slope: 0 } : fitLinearTrend(values);
  let slope = line.slope;
  let start = line.intercept - slope;
  let mean = 0;
  let level = firstLevel;
  let power = 1;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    level = alpha * value + kept * level;
    power *= kept;
    if (form === "dynamic") {
      slope = index === 0 ? 0 : ((index - 1) * slope + (6 * (value - mean)) / (index + 1)) / (index + 2);
      mean += (value - mean) / (index + 1);
      start = mean - (slope * (index + 2)) / 2;
    }
    let [aheadLevel, aheadMean, aheadPower, aheadSlope, aheadStart] = [level, mean, power, slope, start];
    for (let step = 0; step < horizon; step += 1) {
      const ahead = index + 1 + step;
      const ofLine = aheadStart * aheadPower + (aheadSlope * (1 - aheadPower * kept)) / alpha;
      const expected = aheadLevel + lineWeight * ofLine;
      rolled[(index + 1) * horizon + step] = expected;
      aheadLevel = alpha * expected + kept * aheadLevel;
      aheadPower *= kept;
      if (form !== "dynamic") continue;
      aheadSlope = ((ahead - 1) * aheadSlope + (6 * (expected - aheadMean)) / (ahead + 1)) / (ahead + 2);
      aheadMean += (expected - aheadMean) / (ahead + 1);
      aheadStart = aheadMean - (aheadSlope * (ahead + 2)) / 2;
    }
  }
  return rolled;
}
