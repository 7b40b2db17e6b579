import { adaptChanceWeights } from "@milepost/forecast";
import type { ChanceExample, ChanceGroup, ChanceWeightsTable } from "@milepost/forecast";
import type { CompetitionSeries } from "./competition-series.ts";
import { earlierOrigins } from "./earlier-origins.ts";
import { spreadSeries } from "./spread-series.ts";

/** Test lengths before the last training point at which goals could have been set and had ended since. */
const OWN_PAST = [1, 2];

/**
 * Adapts the weights of the chance to a pool of series, as a deployment could: by the tasks that could have been set and had
 * ended by the last training point. The test parts are not looked at.
 */
export async function weightsOfOwnPast(series: readonly CompetitionSeries[]): Promise<ChanceWeightsTable> {
  return adaptChanceWeights(await examplesFrom(series, OWN_PAST));
}

/** What was known of every task at the last training point, or at test lengths before it, and how it ended. */
export async function examplesFrom(
  series: readonly CompetitionSeries[],
  origins: readonly number[],
): Promise<Map<ChanceGroup, ChanceExample[]>> {
  const placed = origins
    .flatMap((testLengths) => earlierOrigins(series, testLengths))
    .map((row, index) => ({ index, row }));
  const examples = new Map<ChanceGroup, ChanceExample[]>();
  for (const share of await spreadSeries({ kind: "learn", series: placed })) {
    for (const [group, found] of share.examples) {
      const ofGroup = examples.get(group) ?? [];
      examples.set(group, ofGroup);
      for (const example of found) ofGroup.push(example);
    }
  }
  return examples;
}
