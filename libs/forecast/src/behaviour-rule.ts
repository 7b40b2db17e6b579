import type { BehaviourRule } from "./goal-assessment.ts";
import { median } from "./quantile.ts";

/** How well each rule reproduces the published year-to-date figures, and the one that fits best. */
export interface BehaviourRuleFit {
  readonly rule: BehaviourRule;
  /** Median error relative to the published figure, by rule; NaN where a rule cannot be computed. */
  readonly medianRelativeError: Readonly<Record<BehaviourRule, number>>;
  /** Published figures that were compared; none makes the rule a default (`mean`). */
  readonly compared: number;
}

/** A series and where its years begin. */
export interface YearlySeries {
  /** Monthly values, oldest first; NaN where unknown. */
  readonly history: ArrayLike<number>;
  /** Published year-to-date figures of the same months; NaN where unknown. */
  readonly yearToDateHistory: ArrayLike<number>;
  /** Month of the year (1 to 12) of the first entry. */
  readonly firstMonth: number;
}

const RULES: readonly BehaviourRule[] = ["mean", "sum", "last", "harmonic_mean"];
/** A rule must be this much better than one that stands before it in the list: near 100 % all means agree. */
const CLEARLY_BETTER = 0.9;

/**
 * Infers how the year-to-date figure follows the months: the rule with the smallest median relative error.
 * January is left out, where all rules agree, and so is every year after its first unknown month. O(n).
 */
export function inferBehaviourRule(series: YearlySeries): BehaviourRuleFit {
  const errors: Record<BehaviourRule, number[]> = { mean: [], sum: [], last: [], harmonic_mean: [] };
  let sum = 0;
  let reciprocals = 0;
  let known = false;
  for (let index = 0; index < series.history.length; index += 1) {
    const month = ((series.firstMonth - 1 + index) % 12) + 1;
    const value = series.history[index] ?? Number.NaN;
    sum = month === 1 ? value : sum + value;
    reciprocals = month === 1 ? 1 / value : reciprocals + 1 / value;
    known = (month === 1 || known) && !Number.isNaN(value);
    const published = series.yearToDateHistory[index] ?? Number.NaN;
    if (!known || month === 1 || Number.isNaN(published) || published === 0) continue;
    errors.mean.push(Math.abs(sum / month / published - 1));
    errors.sum.push(Math.abs(sum / published - 1));
    errors.last.push(Math.abs(value / published - 1));
    errors.harmonic_mean.push(Math.abs(month / reciprocals / published - 1));
  }
  const medianRelativeError = {
    mean: median(errors.mean),
    sum: median(errors.sum),
    last: median(errors.last),
    harmonic_mean: median(errors.harmonic_mean),
  };
  let rule: BehaviourRule = "mean";
  for (const candidate of RULES) {
    if (medianRelativeError[candidate] < CLEARLY_BETTER * medianRelativeError[rule]) rule = candidate;
  }
  return { rule, medianRelativeError, compared: errors.mean.length };
}
