import { adaptChanceWeights } from "@milepost/forecast";
import type { ChanceExample, ChanceGroup, ChanceWeightsTable } from "@milepost/forecast";
import type { Asked } from "./atrisk-tell.ts";
import type { CompetitionSeries } from "./competition-series.ts";
import { FAMILIES } from "./reach-tasks.ts";
import { spreadSeries } from "./spread-series.ts";

/** Whole histories, and short ones as a new series has them. */
const LEARNT_FROM = [null, 4, 12].map((shown): Asked => ({ families: FAMILIES, shown, paths: 500 }));

/**
 * Adapts the weights of the chance to a pool of series as a deployment does: by the tasks that could have been set and had
 * ended by the last training point. The test parts are not looked at.
 */
export async function weightsOfOwnPast(series: readonly CompetitionSeries[]): Promise<ChanceWeightsTable> {
  const past = series.flatMap((row) => {
    const end = row.train.length - row.test.length;
    return end > 0 ? [{ ...row, train: row.train.slice(0, end), test: row.train.slice(end) }] : [];
  });
  const placed = past.map((row, index) => ({ index, row }));
  const examples = new Map<ChanceGroup, ChanceExample[]>();
  for (const share of await spreadSeries({ kind: "learn", series: placed, asked: LEARNT_FROM })) {
    for (const [group, found] of share.examples)
      examples.set(group, [...(examples.get(group) ?? []), ...found]);
  }
  return adaptChanceWeights(examples);
}
