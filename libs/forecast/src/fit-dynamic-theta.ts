import { fitLinearTrend } from "./linear-trend.ts";

export interface DynamicTheta {
  readonly form: "standard" | "optimised" | "dynamic";
  readonly alpha: number;
  readonly theta: number;
  readonly weight: number;
  readonly firstLevel: number;
  readonly sumOfSquares: number;
}

export const TTUNE = { low: 0.1, high: 0.99, skip: 3, grid: 24 };

interface Sums {
  alpha: number;
  weight: number;
  firstLevel: number;
  squares: number;
}

/** errors at a given alpha are linear in first level and weight */
function solveAt(values: Float64Array, form: DynamicTheta["form"], alpha: number): Sums {
  const q = 1 - alpha;
  let A = values[0]!,
    B = 0;
  if (form !== "dynamic") {
    const t = fitLinearTrend(values);
    B = t.slope;
    A = t.intercept - t.slope;
  }
  let mean = values[0]!;
  let base = alpha * values[0]!;
  let power = q;
  let ll = 0,
    lw = 0,
    ww = 0,
    le = 0,
    we = 0,
    ee = 0;
  for (let i = 1; i < values.length; i += 1) {
    const y = values[i]!;
    const c = A * power + (B * (1 - power * q)) / alpha;
    if (i >= TTUNE.skip) {
      const e = y - base;
      ll += power * power;
      lw += power * c;
      ww += c * c;
      le += power * e;
      we += c * e;
      ee += e * e;
    }
    base = alpha * y + q * base;
    power *= q;
    if (form === "dynamic") {
      B = ((i - 1) * B + (6 * (y - mean)) / (i + 1)) / (i + 2);
      mean = (i * mean + y) / (i + 1);
      A = mean - (B * (i + 2)) / 2;
    }
  }
  let weight = 0.5;
  if (form !== "standard") {
    const det = ll * ww - lw * lw;
    weight = det > 1e-12 * ll * ww ? (ll * we - lw * le) / det : ww > 0 ? we / ww : 0;
    weight = Math.min(1, Math.max(0, weight));
  }
  const firstLevel = ll > 1e-20 ? (le - weight * lw) / ll : values[0]!;
  const squares =
    ee +
    firstLevel * firstLevel * ll +
    weight * weight * ww +
    2 * firstLevel * weight * lw -
    2 * firstLevel * le -
    2 * weight * we;
  return { alpha, weight, firstLevel, squares };
}

export function fitDynamicTheta(values: Float64Array, form: DynamicTheta["form"]): DynamicTheta {
  const spacing = (TTUNE.high - TTUNE.low) / TTUNE.grid;
  let best = solveAt(values, form, TTUNE.low);
  for (let k = 1; k <= TTUNE.grid; k += 1) {
    const c = solveAt(values, form, TTUNE.low + k * spacing);
    if (c.squares < best.squares) best = c;
  }
  let lo = Math.max(TTUNE.low, best.alpha - spacing),
    hi = Math.min(TTUNE.high, best.alpha + spacing);
  const g = (Math.sqrt(5) - 1) / 2;
  for (let k = 0; k < 14; k += 1) {
    const l = solveAt(values, form, hi - g * (hi - lo)),
      r = solveAt(values, form, lo + g * (hi - lo));
    if (l.squares <= r.squares) hi = r.alpha;
    else lo = l.alpha;
    const b = l.squares <= r.squares ? l : r;
    if (b.squares < best.squares) best = b;
  }
  return {
    form,
    alpha: best.alpha,
    theta: 1 / (1 - best.weight),
    weight: best.weight,
    firstLevel: best.firstLevel,
    sumOfSquares: best.squares,
  };
}

export function forecastDynamicTheta(
  values: Float64Array,
  model: DynamicTheta,
  horizon: number,
): Float64Array {
  const { alpha, weight: w, form } = model;
  const q = 1 - alpha;
  let A = values[0]!,
    B = 0,
    mean = values[0]!;
  if (form !== "dynamic") {
    const t = fitLinearTrend(values);
    B = t.slope;
    A = t.intercept - t.slope;
  }
  let level = alpha * values[0]! + q * model.firstLevel,
    power = q;
  const out = new Float64Array(horizon);
  const n = values.length;
  for (let i = 1; i < n + horizon; i += 1) {
    const mu = level + w * (A * power + (B * (1 - power * q)) / alpha);
    const y = i < n ? values[i]! : mu;
    if (i >= n) out[i - n] = mu;
    level = alpha * y + q * level;
    power *= q;
    if (form === "dynamic") {
      B = ((i - 1) * B + (6 * (y - mean)) / (i + 1)) / (i + 2);
      mean = (i * mean + y) / (i + 1);
      A = mean - (B * (i + 2)) / 2;
    }
  }
  return out;
}
