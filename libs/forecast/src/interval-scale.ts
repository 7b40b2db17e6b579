import type { IntervalConstants } from "./interval-constants.ts";

/** What a series shows of how uncertain its forecast is; every value in the unit of the series. */
export interface IntervalEvidence {
  /** Root mean square of the combined forecasts' errors one step ahead, over the history. */
  readonly oneStep: number;
  /** Mean absolute change over a season: the scale of MASE. */
  readonly seasonalChange: number;
  /** Standard deviation between the models, at each step. */
  readonly disagreement: Float64Array;
  /** Root mean square of the errors over the history, at each step; NaN where none is known. */
  readonly rolledError: Float64Array;
  /** How many errors that is, at each step. */
  readonly rolledCount: Float64Array;
}

/**
 * The scale of the forecast's error at each step, that a pool of other series has shown: a product of powers of what this
 * series shows, the powers summing to one, so that the scale has the series' unit. The constants and how they were learnt
 * are in `interval-constants.ts`. O(horizon).
 */
export function intervalScales(evidence: IntervalEvidence, constants: IntervalConstants): Float64Array {
  const { disagreement, rolledCount, rolledError } = evidence;
  const features = new Float64Array(FEATURES);
  return disagreement.map((apart, step) => {
    const at = { apart, error: rolledError[step] ?? Number.NaN, count: rolledCount[step] ?? 0, step };
    writeFeatures(evidence, at, features);
    let logScale = 0;
    for (let index = 0; index < FEATURES; index += 1) {
      logScale += (constants.powers[index] ?? 0) * (features[index] ?? 0);
    }
    return Math.exp(logScale);
  });
}

/** Number of features of one step's scale. */
export const FEATURES = 6;

/** One step of a forecast. */
export interface EvidenceAtStep {
  readonly apart: number;
  readonly error: number;
  readonly count: number;
  /** From 0. */
  readonly step: number;
}

/** The logarithms that the powers multiply: one-step error, seasonal change, disagreement, growth, one, step. */
export function writeFeatures(
  { oneStep, seasonalChange }: IntervalEvidence,
  { apart, count, error, step }: EvidenceAtStep,
  features: Float64Array,
): void {
  const ofOneStep = logOf(oneStep);
  features[0] = ofOneStep;
  features[1] = logOf(seasonalChange);
  features[2] = logOf(apart + ERROR_SHARE * oneStep);
  features[3] = count > 0 ? Math.min(1, count / TRUSTED_COUNT) * (logOf(error) - ofOneStep) : 0;
  features[4] = 1;
  features[5] = Math.log(step + 1);
}

/** Models that agree by chance are not sure: a tenth of the one-step error is always between them. */
const ERROR_SHARE = 0.1;
/** Errors over the history from which on their growth with the step is believed in full. */
const TRUSTED_COUNT = 8;
/** A series that was foreseen exactly still has a scale, of this part of its values. */
const SMALLEST = 1e-6;

function logOf(value: number): number {
  return Math.log(Number.isNaN(value) ? SMALLEST : Math.max(SMALLEST, value));
}
