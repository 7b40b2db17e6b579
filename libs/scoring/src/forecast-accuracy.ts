import type { LinearPace } from "./linear-pace.ts";
import { roundFigure } from "./round-figure.ts";
import type { Status } from "./status.ts";

/** One past assessment of a goal that is closed by now. */
export interface AccuracyAssessment {
  readonly goal: string;
  readonly goalKind: string;
  /** Periods from the as-of period to the due one. */
  readonly periodsLeft: number;
  /** Null: it was not assessed; it counts nowhere. */
  readonly pHit: number | null;
  /** What the red/green rule showed then. */
  readonly ruleStatus: Status;
  /** The rule's chance, calibrated on the goals closed before; null: there were none. */
  readonly ruleHitRate: number | null;
  /** What linear pace showed then. */
  readonly pace: LinearPace["status"];
  /** Central intervals of the expected end, in the KPI's unit; null: none was told. */
  readonly interval80: Interval | null;
  readonly interval95: Interval | null;
}

/** A closed range of a figure. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface AccuracyClosing {
  readonly goal: string;
  readonly outcome: "hit" | "miss" | "unscored";
  /** Where the goal ended, in the KPI's unit; null: unknown. */
  readonly actual: number | null;
}

/** Forecasts of a tenth of the scale: [from, to), the last one includes 1. */
export interface CalibrationBucket {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly meanPHit: number;
  /** Share of them that hit. */
  readonly hitRate: number;
}

/** How often the end lay within the intervals that were told. */
export interface Coverage {
  readonly count: number;
  /** Shares of them; null without any. */
  readonly within80: number | null;
  readonly within95: number | null;
}

/** Another way's Brier score, and P(hit)'s on the same goals. */
export interface RuleComparison {
  readonly count: number;
  readonly ruleBrier: number | null;
  readonly pHitBrier: number | null;
}

/** How good the forecasts of one goal kind at one horizon were; Brier: mean squared error of a probability, 0 best. */
export interface ForecastAccuracyRow {
  readonly goalKind: string;
  readonly periodsLeft: number;
  readonly count: number;
  readonly brier: number;
  /** Share of the goals that hit. */
  readonly baseRate: number;
  readonly buckets: readonly CalibrationBucket[];
  /** Against the rule as 0 or 1, where it had a status. */
  readonly hard: RuleComparison;
  /** Against the rule as a calibrated probability, where earlier outcomes gave one. */
  readonly calibrated: RuleComparison;
  /** Against linear pace as 0 or 1, where it had a status. */
  readonly pace: RuleComparison;
  readonly coverage: Coverage;
}

const BUCKETS = 10;

interface Scored {
  readonly pHit: number;
  readonly hit: number;
  readonly hard: number | null;
  readonly calibrated: number | null;
  readonly pace: number | null;
  /** Whether the end lay within; null: no interval, or no end. */
  readonly within80: boolean | null;
  readonly within95: boolean | null;
}

/** Scores assessments against their goals' outcomes (the newest closing of a goal counts), per goal kind and horizon. */
export function forecastAccuracy(
  assessments: readonly AccuracyAssessment[],
  closings: readonly AccuracyClosing[],
): readonly ForecastAccuracyRow[] {
  const outcomes = new Map(closings.map((closing) => [closing.goal, closing]));
  const groups = new Map<string, { head: AccuracyAssessment; scored: Scored[] }>();
  for (const assessment of assessments) {
    const scored = score(assessment, outcomes.get(assessment.goal));
    if (scored === undefined) continue;
    const key = `${assessment.goalKind} ${String(assessment.periodsLeft).padStart(6, "0")}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { head: assessment, scored: [scored] });
    else group.scored.push(scored);
  }
  return [...groups]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, { head, scored }]) => accuracyRow(head, scored));
}

function score(assessment: AccuracyAssessment, closing: AccuracyClosing | undefined): Scored | undefined {
  const { pHit, ruleStatus, ruleHitRate, pace, interval80, interval95 } = assessment;
  if (pHit === null || closing === undefined || closing.outcome === "unscored") return undefined;
  const known = ruleStatus !== "unknown";
  return {
    pHit,
    hit: closing.outcome === "hit" ? 1 : 0,
    hard: known ? Number(ruleStatus === "on_track") : null,
    calibrated: known ? ruleHitRate : null,
    pace: pace === "unknown" ? null : Number(pace === "on_pace"),
    within80: isWithin(closing.actual, interval80),
    within95: isWithin(closing.actual, interval95),
  };
}

function isWithin(end: number | null, interval: Interval | null): boolean | null {
  if (end === null || interval === null) return null;
  return end >= interval.low && end <= interval.high;
}

function accuracyRow(head: AccuracyAssessment, scored: readonly Scored[]): ForecastAccuracyRow {
  return {
    goalKind: head.goalKind,
    periodsLeft: head.periodsLeft,
    count: scored.length,
    brier: mean(scored.map((one) => (one.pHit - one.hit) ** 2)) ?? 0,
    baseRate: mean(scored.map((one) => one.hit)) ?? 0,
    buckets: bucketsOf(scored),
    hard: compare(scored, (one) => one.hard),
    calibrated: compare(scored, (one) => one.calibrated),
    pace: compare(scored, (one) => one.pace),
    coverage: coverageOf(scored),
  };
}

function coverageOf(scored: readonly Scored[]): Coverage {
  const told = scored.filter(({ within80, within95 }) => within80 !== null && within95 !== null);
  return {
    count: told.length,
    within80: mean(told.map(({ within80 }) => Number(within80))),
    within95: mean(told.map(({ within95 }) => Number(within95))),
  };
}

function compare(scored: readonly Scored[], ruleOf: (one: Scored) => number | null): RuleComparison {
  const both = scored.flatMap((one) => {
    const rule = ruleOf(one);
    return rule === null ? [] : [{ rule: (rule - one.hit) ** 2, pHit: (one.pHit - one.hit) ** 2 }];
  });
  return {
    count: both.length,
    ruleBrier: mean(both.map((one) => one.rule)),
    pHitBrier: mean(both.map((one) => one.pHit)),
  };
}

function bucketsOf(scored: readonly Scored[]): readonly CalibrationBucket[] {
  return Array.from({ length: BUCKETS }, (_, index) => index).flatMap((index) => {
    const inside = scored.filter((one) => Math.min(BUCKETS - 1, Math.floor(one.pHit * BUCKETS)) === index);
    const meanPHit = mean(inside.map((one) => one.pHit));
    const hitRate = mean(inside.map((one) => one.hit));
    if (meanPHit === null || hitRate === null) return [];
    return [{ from: index / BUCKETS, to: (index + 1) / BUCKETS, count: inside.length, meanPHit, hitRate }];
  });
}

function mean(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null;
  return roundFigure(numbers.reduce((total, number) => total + number, 0) / numbers.length);
}
