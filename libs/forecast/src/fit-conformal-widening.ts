import type { ConformalWidening, PastError, WideningFactor } from "./conformal-widening.ts";
import { quantileOfSorted } from "./quantile.ts";

/** Version of the procedure; it changes whenever equal errors would give other factors. */
export const WIDENING_VERSION = "1";

const NORMAL_80 = 1.281_551_565_544_6;
const NORMAL_95 = 1.959_963_984_540_054;
const LARGEST_FACTOR = 3;
/** Past errors that the assumption "the spread is right" is worth. */
const PRIOR_COUNT = 20;

/**
 * Learns by how much the pool's past intervals were too narrow, for each number of months remaining.
 * Definition: split conformal prediction (Lei et al. 2018) on absolute standardised errors: the ⌈(n + 1) × level⌉-th
 * smallest, over the normal quantile of that level; weighed against a factor of 1 worth 20 errors; never below 1, never
 * above 3. Errors that are not finite (a spread of 0) are left out. O(n log n).
 */
export function fitConformalWidening(errors: readonly PastError[]): ConformalWidening {
  const known = errors.filter((error) => Number.isFinite(error.standardisedError));
  const byHorizon = Map.groupBy(known, (error) => error.monthsRemaining);
  const factors = [...byHorizon].map(([monthsRemaining, pool]): WideningFactor => {
    const sizes = Float64Array.from(pool, (error) => Math.abs(error.standardisedError)).sort();
    const factor80 = factorAt(sizes, { level: 0.8, normal: NORMAL_80 });
    const factor95 = Math.max(factor80, factorAt(sizes, { level: 0.95, normal: NORMAL_95 }));
    return { monthsRemaining, count: sizes.length, factor80, factor95 };
  });
  return {
    version: WIDENING_VERSION,
    factors: factors.sort((a, b) => a.monthsRemaining - b.monthsRemaining),
  };
}

function factorAt(sizes: Float64Array, at: { level: number; normal: number }): number {
  const count = sizes.length;
  const rank = Math.min(count, Math.ceil((count + 1) * at.level));
  const observed = quantileOfSorted(sizes, (rank - 1) / Math.max(1, count - 1)) / at.normal;
  const weighed = (count * Math.min(LARGEST_FACTOR, observed) + PRIOR_COUNT) / (count + PRIOR_COUNT);
  return Math.max(1, weighed);
}
