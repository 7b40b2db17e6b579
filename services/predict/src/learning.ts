import type { Grain } from "@milepost/contracts";
import type { Calibration, CalibrationExample, ConformalWidening, PastError } from "@milepost/forecast";
import {
  CHANCE_WEIGHTS,
  chanceOfViews,
  fitCalibration,
  fitConformalWidening,
  simulationFeature,
} from "@milepost/forecast";
import type { Status } from "@milepost/scoring";
import { roundFigure } from "@milepost/scoring";
import type { KnownAssessment, KnownClosing, KnownLesson, Ledger } from "./ledger.ts";
import { laterOf } from "./ledger.ts";
import { endedWindow } from "./own-closings.ts";

/** Which earlier goals an assessment may learn from. */
export interface LearningFrom {
  /** Only goals that were closed by then, in epoch milliseconds. */
  readonly asOf: number;
  /** Only assessments as many periods before the due one, … */
  readonly periodsLeft: number;
  /** … of the same grain. */
  readonly grain: Grain;
  /** Only what stands below this offset of the assessments topic. */
  readonly below: number;
}

/** What earlier goals at the same number of periods left teach. */
export interface Learned {
  readonly calibration: Calibration | null;
  readonly conformal: ConformalWidening | null;
  /** What the deployment's own series of this grain taught by then; null: nothing yet. */
  readonly lesson: KnownLesson | null;
  /** Goals with a chance and an outcome, and how many of them hit. */
  readonly outcomes: number;
  readonly hits: number;
  /** Share of earlier goals with this status at this time that hit; null: there were none. */
  hitRateOf(status: Status): number | null;
}

interface Outcome {
  readonly assessment: KnownAssessment;
  readonly closing: KnownClosing;
}

/** Goals that had ended, each with what was said of it by one version of the model, by grain and periods left. */
export type Outcomes = ReadonlyMap<string, readonly Outcome[]>;

/** Learns from the goals whose outcome was known by the as-of moment, and from nothing later. */
export function learn(ledger: Ledger, from: LearningFrom, known = outcomesAt(ledger, from)): Learned {
  const outcomes = known.get(horizonKey(from)) ?? [];
  const lesson = lessonOf(ledger, from);
  const examples = outcomes.flatMap((outcome) => exampleOf(outcome, lesson));
  return {
    calibration: fitCalibration(examples),
    conformal: fitConformalWidening(outcomes.flatMap((outcome) => errorOf(outcome, lesson))),
    lesson,
    outcomes: examples.length,
    hits: examples.filter(({ hit }) => hit).length,
    hitRateOf: (status) => hitRate(outcomes, status),
  };
}

function isVisible(
  fact: { readonly asOf: number; readonly offset: number },
  { asOf, below }: Pick<LearningFrom, "asOf" | "below">,
): boolean {
  return fact.offset < below && fact.asOf <= asOf;
}

function lessonOf(ledger: Ledger, from: LearningFrom): KnownLesson | null {
  const lessons = ledger.lessonsOf(from.grain).filter((lesson) => isVisible(lesson, from));
  const current = lessons.filter(({ modelVersion }) => modelVersion === ledger.turns.modelVersion);
  return current.length === 0 ? null : current.reduce(laterOf);
}

/** What all earlier goals leave at a moment, by goal: one pass over the ledger, whatever number of periods is asked for then. */
export function outcomesAt(ledger: Ledger, from: Pick<LearningFrom, "asOf" | "below">): Outcomes {
  const outcomes = new Map<string, Outcome[]>();
  for (const goal of [...ledger.goals()].toSorted()) {
    const ended = endedWindow(ledger, goal, (fact) => isVisible(fact, from));
    if (ended === null || ended.closing.outcome === "unscored") continue;
    const { closing } = ended;
    const made = ended.made.filter((one) => one.modelVersion === ledger.turns.modelVersion);
    for (const [key, all] of Map.groupBy(made, horizonKey)) {
      const outcome = { assessment: all.reduce(laterOf), closing };
      const others = outcomes.get(key);
      if (others === undefined) outcomes.set(key, [outcome]);
      else others.push(outcome);
    }
  }
  return outcomes;
}

function horizonKey({ grain, periodsLeft }: Pick<LearningFrom, "grain" | "periodsLeft">): string {
  return `${grain}/${periodsLeft}`;
}

/** An earlier chance enters as it would be by today's weights: what is learnt is what they still get wrong. */
function exampleOf(
  { assessment, closing }: Outcome,
  lesson: KnownLesson | null,
): readonly CalibrationExample[] {
  const { features, views } = assessment;
  if (features === undefined) return [];
  const hit = closing.outcome === "hit";
  if (views === undefined) return [{ features, hit }];
  const { ambition, group, known, lean, ofMissing, reach80: _, ...shares } = views;
  const weights = lesson?.weights ?? CHANCE_WEIGHTS;
  const chance = chanceOfViews({ group, ofMissing, features: { shares, known, ambition, lean } }, weights);
  return [{ features: { ...features, simulation: simulationFeature(chance) }, hit }];
}

/** An earlier spread likewise, by today's intervals. */
function errorOf({ assessment, closing }: Outcome, lesson: KnownLesson | null): readonly PastError[] {
  const { expectedEnd, spread, periodsLeft, views } = assessment;
  if (expectedEnd === null || spread === undefined || spread === 0 || closing.actual === null) return [];
  const reach = lesson?.intervals.reach80 ?? views?.reach80 ?? 1;
  const wider = reach / (views?.reach80 ?? reach);
  const standardisedError = (closing.actual - expectedEnd) / (spread * wider);
  return [{ monthsRemaining: periodsLeft, standardisedError }];
}

function hitRate(outcomes: readonly Outcome[], status: Status): number | null {
  if (status === "unknown") return null;
  const same = outcomes.filter(({ assessment }) => assessment.rule.status === status);
  if (same.length === 0) return null;
  return roundFigure(same.filter(({ closing }) => closing.outcome === "hit").length / same.length);
}
