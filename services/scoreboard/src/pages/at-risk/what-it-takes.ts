import type { Judged } from "../../reading/judged.ts";
import type { Assessment, GoalReading, KpiFacts, Moment } from "../../reading/readings.ts";
import { silenceText } from "../../words/silence.ts";
import { isNearlyNone } from "../../words/chance.ts";
import { lacksPeriod, periodAfter, periodName, periodText, spanText } from "../../words/dates.ts";
import type { NumberStyle } from "../../words/numbers.ts";
import { bare, counted, limitText, rangeText, valueTexts } from "../../words/numbers.ts";
import { yearOf } from "../../words/windows.ts";

/** One sentence: what the rest of the year must bring and how often that was reached, or why nothing can be said. */
export function whatItTakes(reading: GoalReading, moment: Moment): string {
  const { assessment, closing } = reading;
  if (closing !== null) return closedText(reading);
  if (assessment === null) return unassessedText(reading, moment);
  if (assessment.pHit === null) return reasonText(reading, assessment, moment);
  const { requiredRate, target } = assessment;
  if (target === null) return `no target published for ${periodText(reading.due)} yet`;
  const decided = decidedBy(assessment);
  if (decided !== null)
    return `${decided === "hit" ? "reached" : "missed"} already: no figure still to come changes it`;
  const { ofPeriods, direction } = reading.kpi.judged;
  if (ofPeriods) return keptText(reading, target);
  // No single value a period brings a figure into a range.
  if (direction === "maintain") return standText(reading, target);
  if (reading.kpi.running && !reading.kpi.cumulative) return standText(reading, target);
  if (requiredRate === null) return standText(reading, target);
  return rateText(reading, assessment, requiredRate);
}

/** How a goal ends where what is in the books decides: no forecast gives a chance of 0 or 1. */
export function decidedBy({ pHit }: Pick<Assessment, "pHit">): "hit" | "miss" | null {
  if (pHit === 1) return "hit";
  return pHit === 0 ? "miss" : null;
}

function rateText(reading: GoalReading, assessment: Assessment, rate: number): string {
  const { kpi, due } = reading;
  const span = spanText(periodAfter(assessment.period, kpi.grain), due);
  const worthless = alreadySafe(kpi, rate);
  if (worthless) return `reached already: any figure in ${span} keeps it`;
  const style = bare(kpi.style);
  if (outOfBounds(kpi, rate))
    return beyondText(kpi, { rate, style, span: `, ${span}`, chance: assessment.pHit ?? 0 });
  const wanted = `${kpi.direction === "decrease" ? "at most " : ""}${rateToHold(kpi, rate, style)}`;
  return `needs ${wanted} a ${kpi.grain}, ${span}: ${reachedText(assessment, kpi.grain)}`;
}

function reachedText(
  { requiredRateReached: reached, requiredRateOf: of }: Assessment,
  grain: KpiFacts["grain"],
): string {
  if (reached === null || of === null || of === 0) return `no earlier ${grain}s to compare with`;
  const periods = counted(of, grain);
  if (reached === 0) return `not reached once in the last ${periods}`;
  return reached === of
    ? `reached in each of the last ${periods}`
    : `reached in ${reached} of the last ${periods}`;
}

function standText({ kpi, due, toDate, assessment }: GoalReading, target: number): string {
  const { tolerance } = kpi.judged;
  const style = bare(kpi.style);
  const [now, exactly] = valueTexts([toDate.actual, target], style);
  const wanted = tolerance === 0 ? exactly : rangeText(target - tolerance, target + tolerance, style);
  const year = yearOfPeriod(due);
  if (kpi.restarts && assessment !== null && yearOfPeriod(assessment.period) < year)
    return `needs ${wanted} by ${periodName(due)}, counted anew from ${year}`;
  if (now === null || now === undefined) return `needs ${wanted} by ${periodName(due)}`;
  const holds = toDate.actual !== null && meets(kpi.judged, toDate.actual, target);
  return `${holds ? "must hold" : "needs"} ${wanted} by ${periodName(due)}; now ${now}`;
}

const YEAR_CHARACTERS = 4;

/** The year that a period's figure to date counts from; of a week the ISO year. */
function yearOfPeriod(label: string): string {
  return label.slice(0, YEAR_CHARACTERS);
}

/** How many of the window's periods must meet their target, and how many did. */
function keptText({ kpi, toDate, due }: GoalReading, target: number): string {
  const [now, wanted] = valueTexts([toDate.actual, target], kpi.judged.style);
  const of = target === 1 ? "every period" : `${wanted} of the periods`;
  const until = `must meet its target in ${of} to ${periodName(due)}`;
  return now === null || now === undefined ? until : `${until}; so far in ${now}`;
}

function meets({ direction, tolerance }: Judged, actual: number, target: number): boolean {
  if (direction === "maintain") return Math.abs(actual - target) <= tolerance * (1 + ROUNDING);
  return direction === "decrease" ? actual <= target : actual >= target;
}

/** Ends of a range are written as decimals; half of their difference is not. */
const ROUNDING = 1e-9;

/** A rate in words such that whoever holds what they say meets the target. */
export function rateToHold({ direction }: KpiFacts, rate: number, style: NumberStyle): string {
  return limitText(rate, style, direction === "decrease" ? "atMost" : "atLeast");
}

/** Whether no figure that a period can have would lose the target any more: without a bound, a figure may be below 0, too. */
export function alreadySafe({ direction, bounds }: KpiFacts, rate: number): boolean {
  if (direction === "increase") return bounds.lower !== null && rate <= bounds.lower;
  return direction === "decrease" && bounds.upper !== null && rate >= bounds.upper;
}

/** Whether no period can bring what each would have to. */
export function outOfBounds({ direction, bounds }: KpiFacts, rate: number): boolean {
  if (direction === "increase") return bounds.upper !== null && rate > bounds.upper;
  return direction === "decrease" && rate < (bounds.lower ?? 0);
}

/** A rate that no period can bring, beside the chance that is told with it. */
interface Beyond {
  readonly rate: number;
  readonly style: NumberStyle;
  /** Over which periods, with what stands before it. */
  readonly span: string;
  readonly chance: number;
}

/** That no period can bring what each would have to: out of reach only where hardly a chance is told, else why one is left. */
export function beyondText(kpi: KpiFacts, { rate, style, span, chance }: Beyond): string {
  const { bounds, direction, grain, judged } = kpi;
  const isLess = direction === "decrease";
  const [wanted, bound] = valueTexts([rate, isLess ? (bounds.lower ?? 0) : bounds.upper], style);
  const takes = `it would take ${isLess ? "at most " : ""}${wanted} a ${grain}${span}`;
  if (isNearlyNone(chance)) return `out of reach: ${takes}`;
  const why = judged.published
    ? `the published figure to date need not follow exactly from its ${grain}s`
    : "forecasts can be wrong";
  return `${takes}, ${isLess ? "less" : "more"} than the ${bound} it can be; a chance is left since ${why}`;
}

function closedText({ closing, kpi, lacksParts }: GoalReading): string {
  if (closing === null || closing.outcome === "unscored") {
    const missing =
      closing?.target == null
        ? "without a published target"
        : `and ${lacksParts ? partsText(kpi) : "its last figure never came"}`;
    return `ended ${missing}: not scored`;
  }
  const [actual, target] = valueTexts([closing.actual, closing.target], bare(kpi.judged.style));
  return `${closing.outcome === "hit" ? "reached" : "missed"}: ended at ${actual ?? "an unknown figure"}, target ${target ?? "unknown"}`;
}

function unassessedText(reading: GoalReading, moment: Moment): string {
  const { kpi, lastPeriod, toDate } = reading;
  if (lacksPeriod(lastPeriod, kpi.grain, moment.previous)) return silenceText(reading);
  if (toDate.target === null) return noTargetText(reading);
  if (reading.lacksParts) return partsText(kpi);
  if (reading.period === reading.due) return "its window is over, and how it ended is not told yet";
  return `not assessed as of ${periodText(reading.period ?? moment.period)} yet`;
}

/** Why a mean over periods is unknown though every one of them has a value, and what to do about it. */
function partsText({ grain }: KpiFacts): string {
  return `its ${grain}s cannot be averaged: not all come with numerator and denominator; send both, or say \`approximation: equal-weights\` in the plan`;
}

function noTargetText(reading: GoalReading): string {
  return `no target published for ${yearOf(reading) ?? periodText(reading.due)} yet`;
}

/** Why an assessment told nothing at a period whose value was not there; it may have come in since. */
function noDataText(
  { kpi, lastPeriod, toDate, lacksParts, waiting = null }: GoalReading,
  { period, rule }: Assessment,
  moment: Moment,
): string {
  if (lastPeriod === null || lastPeriod < period) return silenceText({ lastPeriod, waiting });
  if (lacksParts) return partsText(kpi);
  // The rule has a status where the figure was known: then it is no newer value that the forecast waits for.
  if (toDate.actual === null || rule.status !== "unknown") return "a figure that it is judged by is missing";
  const came = `${periodText(lastPeriod)} came in after the last assessment`;
  return moment.latest ? `${came}: it is being assessed` : came;
}

function reasonText(reading: GoalReading, assessment: Assessment, moment: Moment): string {
  const { due } = reading;
  const { reason } = assessment;
  switch (reason) {
    case "no_data":
      return noDataText(reading, assessment, moment);
    case "no_target":
      return noTargetText(reading);
    case "no_history_ratio":
      return `last year's targets are not known, so ${periodName(due)}'s cannot be told`;
    case "too_little_history":
      return "too little history to say a chance";
    case "not_supported":
      return "its kind of evaluation is not forecast yet";
    case "too_far_ahead":
      return `due in ${periodText(due)}, further ahead than forecasts reach`;
    case undefined:
      return "not assessed, and no reason was given";
  }
}
