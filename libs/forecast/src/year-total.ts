import { median } from "./quantile.ts";
import { reciprocal } from "./working-series.ts";
import type { WorkingRule } from "./working-series.ts";

const MONTHS = 12;

/**
 * The additive total behind a year-to-date figure of `months` months: the sum itself, months × mean, or months ÷
 * harmonic mean. A `last` figure has none and stands for itself.
 */
export function totalOfFigure(figure: number, months: number, rule: WorkingRule): number {
  switch (rule) {
    case "sum":
    case "last":
      return figure;
    case "mean":
      return months * figure;
    case "harmonic_mean":
      return months * reciprocal(figure);
  }
}

/** The inverse of `totalOfFigure`; NaN for a harmonic mean whose total is not positive. */
export function figureOfTotal(total: number, months: number, rule: WorkingRule): number {
  switch (rule) {
    case "sum":
    case "last":
      return total;
    case "mean":
      return total / months;
    case "harmonic_mean":
      return months * reciprocal(total);
  }
}

/** Where the year stands at the as-of month, and how well the rule has led from there to December in earlier years. */
export interface YearAnchor {
  /** The additive total to date. */
  readonly total: number;
  /** Standard error of December's total that comes from the rule's misfit, not from the months to come. */
  readonly misfit: number;
  /** False where the rule, even given the true months, has missed December by far more than the months vary. */
  readonly ruleHelps: boolean;
}

/** What the anchor is computed from; all series end at the as-of month. */
export interface YearAnchorInput {
  readonly values: Float64Array;
  readonly yearToDateHistory: ArrayLike<number>;
  readonly monthsElapsed: number;
  readonly rule: WorkingRule;
}

/**
 * Anchors the year on the published year-to-date figure, or on the sum of its known months where that has led closer to
 * December's figure in earlier years (a figure over rolling twelve months does) and
 * lies as far from the published one as it then did. The misfit is the root mean square of December's published total
 * less the anchor and the months that followed, over earlier years, with half of a gap that is unusual; 0 without earlier
 * years. O(n).
 */
export function anchorYear(input: YearAnchorInput): YearAnchor {
  const { monthsElapsed, rule, values, yearToDateHistory } = input;
  const last = values.length - 1;
  const published = totalOfFigure(yearToDateHistory[last] ?? Number.NaN, monthsElapsed, rule);
  if (rule === "last") return { total: published, misfit: 0, ruleHelps: true };
  const past = pastYears(input, last - monthsElapsed);
  const years = past.length;
  const summed = sumOf(values, last - monthsElapsed + 1, last);
  const publishedSquares = sumOfSquares(past.map(({ fromPublished }) => fromPublished));
  const summedSquares = sumOfSquares(past.map(({ fromMonths }) => fromMonths));
  const monthsLead = !Number.isNaN(summed) && summedSquares < CLEARLY_LESS * publishedSquares;
  const squares = monthsLead ? summedSquares : publishedSquares;
  const usualGap = median(past.map(({ fromPublished, fromMonths }) => Math.abs(fromPublished - fromMonths)));
  const corrected = monthsLead && Math.abs(published - summed) > UNUSUAL_GAP * usualGap;
  const doubt = corrected ? (published - summed) / 2 : 0;
  const monthsVariance = (MONTHS - monthsElapsed) * successiveVariance(values);
  return {
    total: monthsLead && !corrected ? summed : published,
    misfit: years > 0 ? Math.hypot(Math.sqrt(squares / years), doubt) : 0,
    ruleHelps: years < FEWEST_YEARS_TO_REJECT || squares <= DOMINATING * years * monthsVariance,
  };
}

/** How far an earlier December ended from what either anchor, continued by the true months, led to. */
interface PastYear {
  readonly fromPublished: number;
  readonly fromMonths: number;
}

function pastYears(input: YearAnchorInput, firstDecember: number): readonly PastYear[] {
  const { monthsElapsed, rule, values, yearToDateHistory } = input;
  const past: PastYear[] = [];
  for (let december = firstDecember; december >= MONTHS - 1; december -= MONTHS) {
    const end = totalOfFigure(yearToDateHistory[december] ?? Number.NaN, MONTHS, rule);
    const asOf = december - MONTHS + monthsElapsed;
    const start = totalOfFigure(yearToDateHistory[asOf] ?? Number.NaN, monthsElapsed, rule);
    const fromPublished = end - start - sumOf(values, asOf + 1, december);
    const fromMonths = end - sumOf(values, december - MONTHS + 1, december);
    if (!Number.isNaN(fromPublished) && !Number.isNaN(fromMonths)) past.push({ fromPublished, fromMonths });
  }
  return past;
}

/** The months' own sum replaces the published anchor only where its squared misfit is below a quarter of the other's. */
const CLEARLY_LESS = 0.25;
/**
 * A published figure further from its months than three times what was usual at this month was corrected, or is an error
 * that will be: December is then expected from the published one, and half of the gap is added to the misfit.
 */
const UNUSUAL_GAP = 3;
/** A rule is given up where its misfit is three times what the months themselves leave open: then they decide little. */
const DOMINATING = 9;
/** One odd year does not prove a rule wrong. */
const FEWEST_YEARS_TO_REJECT = 2;

function sumOfSquares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

function sumOf(values: Float64Array, from: number, to: number): number {
  let sum = from < 0 ? Number.NaN : 0;
  for (let index = Math.max(0, from); index <= to; index += 1) sum += values[index] ?? Number.NaN;
  return sum;
}

/** Variance of a month about its neighbours: half the mean square of successive differences (von Neumann 1941). */
function successiveVariance(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (let index = 1; index < values.length; index += 1) {
    const difference = (values[index] ?? Number.NaN) - (values[index - 1] ?? Number.NaN);
    if (Number.isNaN(difference)) continue;
    sum += difference * difference;
    count += 1;
  }
  return count > 0 ? sum / (2 * count) : 0;
}
