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
}

export interface AccuracyClosing {
  readonly goal: string;
  readonly outcome: "hit" | "miss" | "unscored";
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

/** The red/green rule's Brier score, and P(hit)'s on the same goals. */
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
}

const BUCKETS = 10;

interface Scored {
  readonly pHit: number;
  readonly hit: number;
  readonly hard: number | null;
  readonly calibrated: number | null;
}

/** Scores assessments against their goals' outcomes (the newest closing of a goal counts), per goal kind and horizon. */
export function forecastAccuracy(
  assessments: readonly AccuracyAssessment[],
  closings: readonly AccuracyClosing[],
): readonly ForecastAccuracyRow[] {
  const outcomes = new Map(closings.map(({ goal, outcome }) => [goal, outcome]));
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

function score(
  assessment: AccuracyAssessment,
  outcome: AccuracyClosing["outcome"] | undefined,
): Scored | undefined {
  if (assessment.pHit === null || outcome === undefined || outcome === "unscored") return undefined;
  const known = assessment.ruleStatus !== "unknown";
  return {
    pHit: assessment.pHit,
    hit: outcome === "hit" ? 1 : 0,
    hard: known ? (assessment.ruleStatus === "on_track" ? 1 : 0) : null,
    calibrated: known ? assessment.ruleHitRate : null,
  };
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
