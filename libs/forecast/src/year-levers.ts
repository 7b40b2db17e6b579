import type { Direction } from "./goal-assessment.ts";
import { meetsTarget } from "./meets-target.ts";
import { quantile } from "./quantile.ts";
import { reciprocal } from "./working-series.ts";
import type { WorkingRule } from "./working-series.ts";
import { figureOfTotal, totalOfFigure } from "./year-total.ts";

const MONTHS = 12;
const RECENT_MONTHS = 36;
const BEST_SHARE = 0.1;

/** What the rest of the year is asked for. */
export interface YearLeverInput {
  readonly rule: WorkingRule;
  /** False where the months do not lead to December's figure: then nothing can be said about what they must bring. */
  readonly ruleHelps: boolean;
  /** Additive total to date; of a `last` figure the figure itself. */
  readonly total: number;
  readonly monthsElapsed: number;
  readonly target: number;
  readonly direction: Direction;
  /** Half a unit of the last published decimal. */
  readonly slack: number;
  /** Working values up to the as-of month; NaN where unknown. */
  readonly values: Float64Array;
  /** Expected working values of the remaining months. */
  readonly expected: ArrayLike<number>;
}

/** What it takes, and whether that was ever done. */
export interface YearLevers {
  readonly requiredRate: number | null;
  readonly reachedBefore: { readonly reached: number; readonly of: number } | null;
  readonly lastMonthActionMatters: number | null;
}

/** Computes what each remaining month must bring, how often that was reached, and until when action can matter. */
export function yearLevers(input: YearLeverInput): YearLevers {
  const remaining = MONTHS - input.monthsElapsed;
  if (remaining === 0 || !input.ruleHelps)
    return { requiredRate: null, reachedBefore: null, lastMonthActionMatters: null };
  const published = recentPublished(input);
  const requiredRate = rateNeeded(input, remaining);
  return {
    requiredRate,
    reachedBefore: requiredRate === null ? null : countReached(published, requiredRate, input),
    lastMonthActionMatters: lastUsefulMonth(input, published),
  };
}

function recentPublished(input: YearLeverInput): Float64Array {
  const known = input.values.filter((value) => !Number.isNaN(value)).slice(-RECENT_MONTHS);
  return input.rule === "harmonic_mean" ? known.map(reciprocal) : known;
}

function rateNeeded(input: YearLeverInput, remaining: number): number | null {
  if (input.rule === "last") return input.target;
  const missing = totalOfFigure(input.target, MONTHS, input.rule) - input.total;
  const rate = input.rule === "harmonic_mean" ? remaining * reciprocal(missing) : missing / remaining;
  return Number.isFinite(rate) ? rate : null;
}

function countReached(
  published: Float64Array,
  rate: number,
  input: YearLeverInput,
): YearLevers["reachedBefore"] {
  if (input.direction === "maintain") return null;
  const reached = published.filter((value) => meetsTarget(value, rate, { direction: input.direction }));
  return { reached: reached.length, of: published.length };
}

function lastUsefulMonth(input: YearLeverInput, published: Float64Array): number | null {
  const { direction, monthsElapsed, rule, slack, target } = input;
  if (direction === "maintain" || published.length === 0) return null;
  const best = quantile(published, direction === "increase" ? 1 - BEST_SHARE : BEST_SHARE);
  const held = rule === "harmonic_mean" ? reciprocal(best) : best;
  for (let month = MONTHS; month > monthsElapsed; month -= 1) {
    let total = input.total;
    for (let step = monthsElapsed + 1; step <= MONTHS; step += 1) {
      const value = step >= month ? held : (input.expected[step - monthsElapsed - 1] ?? Number.NaN);
      total = rule === "last" ? value : total + value;
    }
    if (meetsTarget(figureOfTotal(total, MONTHS, rule), target, { direction, slack })) return month;
  }
  return null;
}
