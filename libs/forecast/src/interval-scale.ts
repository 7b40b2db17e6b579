/** What a series shows of how uncertain its forecast is; every value in one unit. */
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
 * The scale of the forecast's error at each step, as a pool of other series has shown: a product of powers of what this
 * series shows, the powers summing to one, so that the scale has the series' unit. The constants and how they were learnt
 * are in `interval-constants.ts`. O(horizon).
 */
export function intervalScales(evidence: IntervalEvidence, powers: readonly number[]): Float64Array {
  return Float64Array.from(intervalFeatures(evidence), (features) => {
    let logScale = 0;
    for (let index = 0; index < features.length; index += 1) {
      logScale += (powers[index] ?? 0) * (features[index] ?? 0);
    }
    return Math.exp(logScale);
  });
}

/**
 * The logarithms that the powers multiply, step by step: the one-step error, the seasonal change, the disagreement of the
 * models, the growth of the errors over the history from one step to this one, one, and the step. O(horizon).
 */
export function intervalFeatures(evidence: IntervalEvidence): Float64Array[] {
  const { disagreement, oneStep, rolledCount, rolledError, seasonalChange } = evidence;
  const ofOneStep = logOf(oneStep);
  return Array.from(disagreement, (apart, step) => {
    const trust = Math.min(1, (rolledCount[step] ?? 0) / TRUSTED_COUNT);
    const growth = trust > 0 ? trust * (logOf(rolledError[step] ?? Number.NaN) - ofOneStep) : 0;
    const between = logOf(apart + ERROR_SHARE * oneStep);
    return Float64Array.of(ofOneStep, logOf(seasonalChange), between, growth, 1, Math.log(step + 1));
  });
}

/** How many of the features carry the unit of the series; their powers sum to one. */
export const FEATURES_WITH_UNIT = 3;

/** Models that agree by chance are not sure: a tenth of the one-step error is always between them. */
const ERROR_SHARE = 0.1;
/** Errors over the history from which on their growth with the step is believed in full. */
const TRUSTED_COUNT = 8;
/** A series that was foreseen exactly still has a scale, of this part of its mean size. */
const SMALLEST = 1e-6;

function logOf(value: number): number {
  return Math.log(Number.isNaN(value) ? SMALLEST : Math.max(SMALLEST, value));
}
