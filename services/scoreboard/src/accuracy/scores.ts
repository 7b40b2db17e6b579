import { ENOUGH_OUTCOMES } from "@milepost/scoring";
import type { ScoredAssessment } from "../reading/readings.ts";

/** Ways of telling how a goal will end that the chance is compared with, from what dashboards show to what is hardest to beat. */
export const WAYS = ["hard", "calibrated", "pace", "baseRate"] as const;
export type WayName = (typeof WAYS)[number];

/** A way of telling and the chance on the very same assessments; Brier: mean squared error of a chance, 0 best. */
export interface Way {
  readonly count: number;
  readonly goals: number;
  readonly brier: number;
  readonly chance: number;
}

/** How wrong the chances of some assessments were, and how wrong each other way was where it said anything. */
export interface Scores {
  readonly count: number;
  /** Outcomes: the goals behind the assessments. */
  readonly goals: number;
  readonly chance: number;
  /** Share of the assessments whose goal was reached. */
  readonly reached: number;
  /** Null: it said nothing about any of them. */
  readonly ways: Readonly<Record<WayName, Way | null>>;
}

/** Whether so many outcomes are enough to say how good something was. */
export function isEnough({ goals }: { readonly goals: number }): boolean {
  return goals >= ENOUGH_OUTCOMES;
}

/** Brier scores of the chance and of the other ways; null without any assessment. */
export function scoresOf(scored: readonly ScoredAssessment[]): Scores | null {
  if (scored.length === 0) return null;
  const reached = meanOf(scored, ({ hit }) => Number(hit));
  return {
    count: scored.length,
    goals: countGoals(scored),
    chance: meanOf(scored, (one) => squaredError(one, one.chance)),
    reached,
    ways: {
      // Red and green as they stand: 0 or 1.
      hard: wayOf(scored, ({ ruleStatus }) =>
        ruleStatus === "unknown" ? null : Number(ruleStatus === "on_track"),
      ),
      // As the chance that earlier goals of that colour had.
      calibrated: wayOf(scored, ({ ruleStatus, ruleHitRate }) =>
        ruleStatus === "unknown" ? null : ruleHitRate,
      ),
      pace: wayOf(scored, ({ pace }) => (pace === "unknown" ? null : Number(pace === "on_pace"))),
      // The share of these very goals that were reached, told of each of them: p(1 − p). Nobody knew it beforehand.
      baseRate: wayOf(scored, () => reached),
    },
  };
}

function wayOf(
  scored: readonly ScoredAssessment[],
  tellOf: (one: ScoredAssessment) => number | null,
): Way | null {
  const same = scored.flatMap((one) => {
    const told = tellOf(one);
    return told === null ? [] : [{ one, told }];
  });
  if (same.length === 0) return null;
  return {
    count: same.length,
    goals: countGoals(same.map(({ one }) => one)),
    brier: meanOf(same, ({ one, told }) => squaredError(one, told)),
    chance: meanOf(same, ({ one }) => squaredError(one, one.chance)),
  };
}

function squaredError({ hit }: ScoredAssessment, told: number): number {
  return (told - Number(hit)) ** 2;
}

/** How many goals are behind some assessments. */
export function countGoals(scored: readonly Pick<ScoredAssessment, "goal">[]): number {
  return new Set(scored.map(({ goal }) => goal)).size;
}

/** How often the end lay within the intervals that were told; shares from 0 to 1. */
export interface Coverage {
  readonly count: number;
  readonly goals: number;
  readonly within80: number;
  readonly within95: number;
}

/** Of the assessments with intervals and a known end; null without any. */
export function coverageOf(scored: readonly ScoredAssessment[]): Coverage | null {
  const told = scored.filter(({ within80, within95 }) => within80 !== null && within95 !== null);
  if (told.length === 0) return null;
  return {
    count: told.length,
    goals: countGoals(told),
    within80: meanOf(told, ({ within80 }) => Number(within80)),
    within95: meanOf(told, ({ within95 }) => Number(within95)),
  };
}

/** The assessment of each goal that was most wrong, the most wrong goals first. */
export function mostWrong(scored: readonly ScoredAssessment[], count: number): readonly ScoredAssessment[] {
  const worst = new Map<string, ScoredAssessment>();
  for (const one of scored) {
    const held = worst.get(one.goal);
    if (held === undefined || missBy(one) > missBy(held)) worst.set(one.goal, one);
  }
  return [...worst.values()]
    .toSorted((left, right) => missBy(right) - missBy(left) || (left.goal < right.goal ? -1 : 1))
    .slice(0, count);
}

function missBy({ chance, hit }: ScoredAssessment): number {
  return Math.abs(chance - Number(hit));
}

function meanOf<One>(all: readonly One[], figureOf: (one: One) => number): number {
  return all.reduce((total, one) => total + figureOf(one), 0) / all.length;
}
