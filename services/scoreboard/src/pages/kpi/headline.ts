import type { PeriodBreak } from "@milepost/contracts";
import { recentBreaks } from "@milepost/scoring";
import type { Assessment, GoalReading, KpiFacts, KpiReading, Moment } from "../../reading/readings.ts";
import { chanceInWords, DOUBT_FROM, outlookWords, pointsChanged } from "../../words/chance.ts";
import { isLong, lacksPeriod, periodName, periodText } from "../../words/dates.ts";
import { sentence } from "../../words/lists.ts";
import { waitingText } from "../../words/silence.ts";
import { shareText } from "../../words/scores.ts";
import type { NumberStyle } from "../../words/numbers.ts";
import { bare, rangeText, tellingStyle, unitWords, valueText, valueTexts } from "../../words/numbers.ts";
import { endName, standingWords, yearOf } from "../../words/windows.ts";
import { alreadySafe, decidedBy, outOfBounds, rateToHold, whatItTakes } from "../at-risk/what-it-takes.ts";

/** The KPI's answer in one sentence. */
export function kpiHeadline(
  { kpi, goal, lastPeriod, waiting = null, notOpen }: KpiReading,
  moment: Moment,
): string {
  const isLate = lacksPeriod(lastPeriod, kpi.grain, moment.previous);
  if (isLate && waiting !== null) return `${kpi.name}: ${waitingText(waiting)}.`;
  if (lastPeriod === null) return `${kpi.name} has no data yet.`;
  if (isLate) return `${kpi.name} has no data since ${periodText(lastPeriod)}.`;
  if (goal === null && notOpen !== null && notOpen.begun !== null)
    return `${kpi.name} has a goal of which nothing can be said${inMonth(moment)} yet.`;
  if (goal === null) return `${kpi.name} has no open goal in ${periodText(moment.period)}.`;
  if (goal.closing !== null) return `${kpi.name}: ${whatItTakes(goal, moment)}.`;
  const chance = goal.assessment?.pHit ?? null;
  if (chance === null) return `${kpi.name}: ${whatItTakes(goal, moment)}.`;
  return `${kpi.name} ${outlookWords(chance)}: ${chanceInWords(chance)} chance of ${endingText(goal)}${changeText(goal, chance)}.`;
}

/** Of now no month is named: the last complete one may lie before the window. */
function inMonth({ latest, period }: Moment): string {
  return latest ? "" : ` in ${periodText(period)}`;
}

/** `ending 2014 at 98.0 % or better`; of another window than a year when it ends. */
function endingText(goal: GoalReading): string {
  const year = yearOf(goal);
  const wanted = wantedText(goal);
  return year === null ? `ending at ${wanted} by ${periodText(goal.due)}` : `ending ${year} at ${wanted}`;
}

/** Expected end and target stand beside a chance: they must not look equal where they are not. */
function endStyle({ kpi, assessment }: GoalReading): NumberStyle {
  const { expectedEnd = null, target = null } = assessment ?? {};
  return tellingStyle([expectedEnd, target], { style: kpi.judged.style, target });
}

function wantedText(goal: GoalReading): string {
  const { kpi, assessment } = goal;
  const target = assessment?.target ?? null;
  if (target === null) return "its target";
  const style = endStyle(goal);
  const { direction, tolerance, ofPeriods } = kpi.judged;
  if (ofPeriods) return `${target === 1 ? "every period" : valueText(target, style)} on target`;
  if (tolerance > 0) return rangeText(target - tolerance, target + tolerance, style);
  const text = valueText(target, style);
  if (direction === "maintain") return text;
  if (direction === "decrease") return `${text} or less`;
  return `${text} or ${unitWords(style) === null ? "better" : "more"}`;
}

function changeText({ before, kpi }: GoalReading, chance: number): string {
  if (before === null || before.pHit === null) return "";
  const when = isLong(kpi.grain) ? `with ${periodText(before.period)}` : "a month ago";
  const points = pointsChanged(chance, before.pHit);
  if (points === null) return `, about as ${when}`;
  return `, ${points < 0 ? "down" : "up"} from ${chanceInWords(before.pHit)} ${when}`;
}

/** What stands behind the headline, in two or three sentences; empty parts are left out. */
export function kpiLead(reading: KpiReading, moment: Moment): string {
  const { goal } = reading;
  if (goal === null || goal.closing !== null) return reading.kpi.description ?? "";
  const takes = goal.assessment === null ? "" : `${sentence(whatItTakes(goal, moment))}.`;
  const { breaks = [], period = "" } = goal.assessment ?? {};
  const stoodApart = recentBreaks(breaks, period).map((one) => breakText(one, goal.kpi));
  return [lastTold(goal, moment), standing(goal), expecting(goal), ...stoodApart, takes]
    .filter((text) => text !== "")
    .join(" ");
}

/** Which month the figures are of, where looking back on a month's end nothing was told with that month yet. */
function lastTold({ period, kpi }: GoalReading, { period: month, latest, asked }: Moment): string {
  if (latest || period === null || kpi.grain !== "month" || period === month) return "";
  const when = asked === undefined ? `At the end of ${periodText(month)}` : "Then";
  return `${when} the last month told was ${periodText(period)}.`;
}

/** How the forecast took a value that stood apart, or a new level. */
function breakText({ kind, period, ratio, size }: PeriodBreak, { style }: KpiFacts): string {
  const sign = size < 0 ? "−" : "+";
  const by = sign + (ratio === null ? valueText(Math.abs(size), style) : shareText(Math.abs(ratio)));
  return kind === "outlier"
    ? `${periodText(period)} (${by}) is taken as a single event.`
    : `A level shift in ${periodText(period)}, ${by}, is taken as the new level.`;
}

function standing(goal: GoalReading): string {
  const { kpi, toDate } = goal;
  const style = tellingStyle([], { style: kpi.judged.style, target: goal.assessment?.target ?? null });
  const [actual, target] = valueTexts([toDate.actual, toDate.target], style);
  if (actual === null || actual === undefined) return "";
  return target === null || target === undefined
    ? `${standingWords(goal)} ${actual}; no target is published yet.`
    : `${standingWords(goal)} ${actual} against ${target}.`;
}

function expecting(goal: GoalReading): string {
  const { assessment } = goal;
  if (assessment?.expectedEnd === undefined || assessment.expectedEnd === null) return "";
  const { low80, high80 } = assessment;
  const style = endStyle(goal);
  const expected = `Expected ${endName(goal)} ${valueText(assessment.expectedEnd, style)}`;
  return low80 === null || high80 === null
    ? `${expected}.`
    : `${expected} (80\u00a0%: ${rangeText(low80, high80, style)}).`;
}

/** What a person can do about the goal: pairs of what and what follows. */
export function whatCouldBeDone({ goal }: KpiReading): readonly (readonly [string, string])[] {
  const assessment = goal?.assessment ?? null;
  if (goal === null || assessment === null || assessment.pHit === null || goal.closing !== null) return [];
  const outcome = decidedBy(assessment);
  if (outcome !== null)
    return [["Outcome", `decided by what is in the books: ${outcomeText(outcome, assessment)}`]];
  const rows: (readonly [string, string])[] = [];
  const { ofPeriods, direction } = goal.kpi.judged;
  const isHeldByRate = !ofPeriods && !(goal.kpi.running && !goal.kpi.cumulative);
  const rate = assessment.requiredRate;
  const isAsked = rate !== null && !outOfBounds(goal.kpi, rate) && !alreadySafe(goal.kpi, rate);
  if (isAsked && isHeldByRate && direction !== "maintain") {
    rows.push([
      `Hold ${rateToHold(goal.kpi, rate, bare(goal.kpi.style))}`,
      `a ${goal.kpi.grain} to the end: the target is met`,
    ]);
  }
  // Without a last month there is either none left or nothing to say: only a goal that is nearly lost may say the first.
  const isLost = assessment.pHit < DOUBT_FROM && direction !== "maintain";
  if (assessment.lastActionPeriod !== null || isLost)
    rows.push(["Act by", actBy(assessment.lastActionPeriod, goal.kpi, assessment.period)]);
  if (assessment.crossingPeriod !== null) {
    rows.push(["On course", `the middle path meets the target by ${periodName(assessment.crossingPeriod)}`]);
  }
  return rows;
}

/** When it was met is told where that lies behind. */
function outcomeText(outcome: "hit" | "miss", { crossingPeriod, period }: Assessment): string {
  if (outcome === "miss") return "the target is missed";
  return crossingPeriod === null || crossingPeriod > period
    ? "the target is met"
    : `the target was met in ${periodName(crossingPeriod)}`;
}

function actBy(lastActionPeriod: string | null, { name, grain }: KpiFacts, period: string): string {
  if (lastActionPeriod === null)
    return `no ${grain} is left in which the best earlier figures of ${name} would still do`;
  if (lastActionPeriod <= period)
    return `${periodName(lastActionPeriod)} was the last ${grain} in which the best earlier figures would have done`;
  return `${periodName(lastActionPeriod)}, the last ${grain} from which the best earlier figures, held, still reach the target`;
}
