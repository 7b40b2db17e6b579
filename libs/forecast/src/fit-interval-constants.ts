import { bentReach } from "./bent-reach.ts";
import type { IntervalConstants } from "./interval-constants.ts";
import { FEATURES_WITH_UNIT, intervalFeatures, intervalScales } from "./interval-scale.ts";
import type { IntervalEvidence } from "./interval-scale.ts";
import { leastSquares } from "./least-squares.ts";

/** One forecast whose outcome is known, in units of about the series' mean size. */
export interface IntervalExample {
  readonly evidence: IntervalEvidence;
  readonly mean: ArrayLike<number>;
  readonly actual: ArrayLike<number>;
  readonly positive: boolean;
}

/** What is learnt from a pool. */
export type LearntIntervals = Omit<IntervalConstants, "persistence">;

/**
 * Learns from a pool of outcomes how evidence becomes intervals: the powers by least squares on the logarithms of the
 * absolute errors, the reaches by `fitReaches`. O(outcomes).
 */
export function fitIntervalConstants(examples: readonly IntervalExample[]): LearntIntervals {
  const rows = examples.flatMap(({ actual, evidence, mean }) =>
    intervalFeatures(evidence).map((all, step) => {
      const [unit = 0, ...features] = all;
      for (let at = 0; at < FEATURES_WITH_UNIT - 1; at += 1) features[at] = (features[at] ?? 0) - unit;
      const error = Math.abs((actual[step] ?? Number.NaN) - (mean[step] ?? Number.NaN));
      const floored = error + ERROR_FLOOR * evidence.seasonalChange;
      return { features, value: Math.log(floored) - unit };
    }),
  );
  const fitted = [...leastSquares(rows.filter(({ value }) => Number.isFinite(value)))];
  const ofUnit = 1 - fitted.slice(0, FEATURES_WITH_UNIT - 1).reduce((sum, power) => sum + power, 0);
  const powers = [ofUnit, ...fitted];
  return { powers, ...fitReaches(examples, powers) };
}

/**
 * How many scales the intervals must reach so that they would have covered 80 % and 95 % of the pool's outcomes (split
 * conformal prediction, Lei et al. 2018, pooled over series and steps). O(outcomes).
 */
export function fitReaches(
  examples: readonly IntervalExample[],
  powers: readonly number[],
): Pick<IntervalConstants, "reach80" | "reach95"> {
  const pool = examples.map((example) => ({ ...example, scales: intervalScales(example.evidence, powers) }));
  return { reach80: reachCovering(pool, 0.8), reach95: reachCovering(pool, 0.95) };
}

/** Outcomes that were foreseen by luck would dominate the logarithms: this part of the seasonal change is always missed. */
const ERROR_FLOOR = 0.05;
const GREATEST_REACH = 64;
const HALVINGS = 40;

interface ScaledExample extends IntervalExample {
  readonly scales: Float64Array;
}

function reachCovering(pool: readonly ScaledExample[], level: number): number {
  let [low, high] = [0, GREATEST_REACH];
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2;
    if (shareCovered(pool, middle) >= level) high = middle;
    else low = middle;
  }
  return high;
}

function shareCovered(pool: readonly ScaledExample[], reach: number): number {
  let covered = 0;
  let count = 0;
  for (const { actual, mean, positive, scales } of pool) {
    for (let step = 0; step < scales.length; step += 1) {
      const [came = Number.NaN, said = Number.NaN] = [actual[step], mean[step]];
      const distance = reach * (scales[step] ?? 0);
      const inside =
        came >= bentReach(said, -distance, positive) && came <= bentReach(said, distance, positive);
      covered += Number(inside);
      count += 1;
    }
  }
  return covered / count;
}
