import type { GoalYearForecast } from "./forecast-goal-year.ts";
import type { Direction } from "./goal-assessment.ts";
import { meetsTarget } from "./meets-target.ts";
import { quantile } from "./quantile.ts";
import { BEST_SHARE, countReached, RECENT_VALUES } from "./reached-before.ts";
import type { ReachedBefore } from "./reached-before.ts";
import { reciprocal } from "./working-series.ts";
import { figureOfTotal, totalOfFigure } from "./year-total.ts";

const MONTHS = 12;

/** What the rest of the year is asked for. */
export interface YearLeverInput {
  readonly year: GoalYearForecast;
  readonly monthsElapsed: number;
  readonly target: number;
  readonly direction: Direction;
  /** What is forgiven on the wrong side of the target, in its unit. */
  readonly slack: number;
}

/** What it takes, and whether that was ever done. */
export interface YearLevers {
  readonly requiredRate: number | null;
  readonly reachedBefore: ReachedBefore | null;
  readonly lastMonthActionMatters: number | null;
}

/**
 * Computes what each remaining month must bring, how often that was reached, and until when action can matter. Nothing is
 * said where the months do not lead to December's figure.
 */
export function yearLevers(input: YearLeverInput): YearLevers {
  const remaining = MONTHS - input.monthsElapsed;
  if (remaining === 0 || !input.year.anchor.ruleHelps) {
    return { requiredRate: null, reachedBefore: null, lastMonthActionMatters: null };
  }
  const { rule, values } = input.year.working;
  const known = values.filter((value) => !Number.isNaN(value)).slice(-RECENT_VALUES);
  const published = rule === "harmonic_mean" ? known.map(reciprocal) : known;
  const requiredRate = rateNeeded(input, remaining);
  return {
    requiredRate,
    reachedBefore: requiredRate === null ? null : countReached(published, requiredRate, input.direction),
    lastMonthActionMatters: lastUsefulMonth(input, published),
  };
}

function rateNeeded({ target, year }: YearLeverInput, remaining: number): number | null {
  const { rule } = year.working;
  if (rule === "last") return target;
  const missing = totalOfFigure(target, MONTHS, rule) - year.anchor.total;
  const rate = rule === "harmonic_mean" ? remaining * reciprocal(missing) : missing / remaining;
  return Number.isFinite(rate) ? rate : null;
}

function lastUsefulMonth(input: YearLeverInput, published: Float64Array): number | null {
  const { direction, monthsElapsed, slack, target, year } = input;
  const { rule } = year.working;
  if (direction === "maintain") return null;
  const best = quantile(published, direction === "increase" ? 1 - BEST_SHARE : BEST_SHARE);
  const held = rule === "harmonic_mean" ? reciprocal(best) : best;
  const greaterIsBetter = (direction === "increase") !== (rule === "harmonic_mean");
  for (let month = MONTHS; month > monthsElapsed; month -= 1) {
    let total = year.anchor.total;
    for (let step = monthsElapsed + 1; step <= MONTHS; step += 1) {
      const expected = year.expectedMonths[step - monthsElapsed - 1] ?? Number.NaN;
      const acting = greaterIsBetter ? Math.max(held, expected) : Math.min(held, expected);
      const value = step >= month ? acting : expected;
      total = rule === "last" ? value : total + value;
    }
    if (meetsTarget(figureOfTotal(total, MONTHS, rule), target, { direction, slack })) return month;
  }
  return null;
}
