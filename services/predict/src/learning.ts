import type { Grain } from "@milepost/contracts";
import type { Calibration, CalibrationExample, ConformalWidening, PastError } from "@milepost/forecast";
import { fitCalibration, fitConformalWidening, MODEL_VERSION } from "@milepost/forecast";
import type { Status } from "@milepost/scoring";
import { roundFigure } from "@milepost/scoring";
import type { KnownAssessment, KnownClosing, Ledger } from "./ledger.ts";
import { laterOf } from "./ledger.ts";

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

/** Learns from the goals whose outcome was known by the as-of moment, and from nothing later. */
export function learn(ledger: Ledger, from: LearningFrom): Learned {
  const outcomes = [...ledger.goals()].toSorted().flatMap((goal) => outcomeOf(ledger, goal, from));
  const examples = outcomes.flatMap(exampleOf);
  return {
    calibration: fitCalibration(examples),
    conformal: fitConformalWidening(outcomes.flatMap(errorOf)),
    outcomes: examples.length,
    hits: examples.filter(({ hit }) => hit).length,
    hitRateOf: (status) => hitRate(outcomes, status),
  };
}

function outcomeOf(ledger: Ledger, goal: string, from: LearningFrom): readonly Outcome[] {
  const visible = <Fact extends { readonly asOf: number; readonly offset: number }>(fact: Fact): boolean =>
    fact.offset < from.below && fact.asOf <= from.asOf;
  const closings = ledger.closingsOf(goal).filter(visible);
  if (closings.length === 0) return [];
  const closing = closings.reduce(laterOf);
  if (closing.outcome === "unscored") return [];
  const made = [...ledger.assessmentsOf(goal).values()]
    .flat()
    .filter((one) => visible(one) && one.periodsLeft === from.periodsLeft && one.grain === from.grain)
    .filter((one) => one.modelVersion === MODEL_VERSION);
  return made.length === 0 ? [] : [{ assessment: made.reduce(laterOf), closing }];
}

function exampleOf({ assessment, closing }: Outcome): readonly CalibrationExample[] {
  if (assessment.features === undefined) return [];
  return [{ features: assessment.features, hit: closing.outcome === "hit" }];
}

function errorOf({ assessment, closing }: Outcome): readonly PastError[] {
  const { expectedEnd, spread, periodsLeft } = assessment;
  if (expectedEnd === null || spread === undefined || spread === 0 || closing.actual === null) return [];
  return [{ monthsRemaining: periodsLeft, standardisedError: (closing.actual - expectedEnd) / spread }];
}

function hitRate(outcomes: readonly Outcome[], status: Status): number | null {
  if (status === "unknown") return null;
  const same = outcomes.filter(({ assessment }) => assessment.rule.status === status);
  if (same.length === 0) return null;
  return roundFigure(same.filter(({ closing }) => closing.outcome === "hit").length / same.length);
}
