import type { CalibrationFeatures } from "./calibration-model.ts";
import type { Direction } from "./goal-assessment.ts";
import { meetsTarget } from "./meets-target.ts";

/** What the features follow from; every figure is in the KPI's unit. */
export interface CalibrationFeatureInput {
  /** Chance of hitting on the sample paths, above 0 and below 1. */
  readonly chance: number;
  readonly yearToDate: number;
  readonly yearToDateTarget: number | null;
  readonly target: number;
  readonly previousEnd: number | null;
  readonly previousTarget: number | null;
  /** Standard deviation of the forecast of December's figure, for scaling. */
  readonly spread: number;
  readonly direction: Direction;
  /** How far from a target a figure may lie and still meet it, default 0. */
  readonly tolerance?: number;
}

/** Largest size of a log-odds, so that one confident mistake cannot dominate a small sample. */
const LARGEST_LOGIT = 5;

/**
 * Describes a goal at a month by a few plain numbers, all of which are greater where hitting looks likelier:
 * `simulation` (log-odds of the sample paths), `status_now` (1 meets, −1 misses its target of this month, 0 unknown),
 * `previous_outcome` (1 hit, −1 missed last year, 0 unknown) and `headroom` (last year's end beyond this year's target, in
 * spreads, compressed by the inverse hyperbolic sine; 0 unknown).
 */
export function calibrationFeatures(input: CalibrationFeatureInput): CalibrationFeatures {
  const { direction, previousEnd, previousTarget, spread, target } = input;
  const judged = { direction, slack: input.tolerance ?? 0 };
  const sign = direction === "decrease" ? -1 : 1;
  const comparable = previousEnd !== null && direction !== "maintain";
  return {
    simulation: simulationFeature(input.chance),
    status_now: judge(input.yearToDate, input.yearToDateTarget, judged),
    previous_outcome: judge(previousEnd, previousTarget, judged),
    headroom: comparable && spread > 0 ? Math.asinh((sign * (previousEnd - target)) / spread) : 0,
  };
}

/** The feature `simulation` of a chance. */
export function simulationFeature(chance: number): number {
  return Math.max(-LARGEST_LOGIT, Math.min(LARGEST_LOGIT, Math.log(chance / (1 - chance))));
}

function judge(
  figure: number | null,
  target: number | null,
  judged: { readonly direction: Direction; readonly slack: number },
): number {
  if (figure === null || target === null) return 0;
  return meetsTarget(figure, target, judged) ? 1 : -1;
}
