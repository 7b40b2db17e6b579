import type { Indicator } from "./indicators.ts";

/** How months make the year-to-date figure. */
export const RULES = ["mean", "last", "harmonic", "sum"] as const;
export type Rule = (typeof RULES)[number];

/** How well one rule explains an indicator's published year-to-date figures. */
export interface Fit {
  readonly rule: Rule;
  /** Months that were compared. */
  readonly months: number;
  /** Median of |rule − published| / |published|. */
  readonly median: number;
  /** Its 90th percentile: the rule is chosen by this, so that single odd months do not decide. */
  readonly p90: number;
}

/** A fit whose typical month is off by more than this share is a misfit. */
export const MISFIT_ABOVE = 0.005;

/**
 * The rule that explains the indicator best: smallest 90th percentile of the relative error over all
 * months from February on whose year is published without a gap from January.
 */
export function fitRule(indicator: Indicator): Fit {
  const errors = errorsByRule(indicator);
  const fits = RULES.map((rule) => describe(rule, errors[rule]));
  const best = fits.toSorted((left, right) => left.p90 - right.p90 || left.median - right.median)[0];
  if (best === undefined || best.months === 0) throw new Error(`${indicator.name}: no months to infer from`);
  return best;
}

function errorsByRule(indicator: Indicator): Record<Rule, number[]> {
  const errors: Record<Rule, number[]> = { mean: [], last: [], harmonic: [], sum: [] };
  for (const months of Map.groupBy(indicator.months, (month) => month.year).values()) {
    const values: number[] = [];
    for (const { month, actual, ytdActual } of months) {
      if (actual === null || month !== values.length + 1) break;
      values.push(actual);
      if (month === 1 || ytdActual === null) continue;
      for (const rule of RULES) errors[rule].push(relativeError(applyRule(rule, values), ytdActual));
    }
  }
  return errors;
}

/** The year-to-date figure that a rule makes of a year's months so far. */
export function applyRule(rule: Rule, values: readonly number[]): number {
  switch (rule) {
    case "mean":
      return sum(values) / values.length;
    case "last":
      return values.at(-1) ?? Number.NaN;
    case "harmonic":
      return values.length / sum(values.map((value) => 1 / value));
    case "sum":
      return sum(values);
  }
}

function relativeError(value: number, published: number): number {
  return Math.abs(value - published) / (Math.abs(published) || 1);
}

function describe(rule: Rule, errors: readonly number[]): Fit {
  const sorted = errors.toSorted((left, right) => left - right);
  return { rule, months: sorted.length, median: median(sorted), p90: at(sorted, 0.9) };
}

/** Median of ascending numbers (mean of the middle two); infinity of none, so that no data never fits. */
export function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Infinity) + (sorted[Math.floor(middle)] ?? Infinity)) / 2;
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * sorted.length)] ?? Infinity;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
