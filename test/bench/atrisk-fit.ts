import { CHANCE_GROUPS, fitChanceWeights } from "@milepost/forecast";
import type { ChanceWeights } from "@milepost/forecast";
import type { Asked } from "./atrisk-tell.ts";
import type { CompetitionSeries } from "./competition-series.ts";
import { FAMILIES } from "./reach-tasks.ts";
import { spreadSeries } from "./spread-series.ts";

const DIGITS = 3;
/** Whole histories, and short ones as a new series has them; more lengths between cost time and change nothing. */
const LEARNT_FROM = [null, 4, 12].map((shown): Asked => ({ families: FAMILIES, shown, paths: 1000 }));

/** Learns the weights of every group from whole and short histories and lays them out as `goal-chance-weights.ts` holds them. */
export async function fitWeights(series: readonly CompetitionSeries[]): Promise<string> {
  const placed = series.map((row, index) => ({ index, row }));
  const shares = await spreadSeries({ kind: "learn", series: placed, asked: LEARNT_FROM });
  const fitted = CHANCE_GROUPS.map((group) => {
    const examples = shares.flatMap((share) => share.examples.get(group) ?? []);
    return `  ${group}: {\n${linesOf(fitChanceWeights(examples))}\n  },`;
  });
  return fitted.join("\n");
}

function linesOf(weights: ChanceWeights): string {
  return Object.entries(weights)
    .map(
      ([term, pair]) => `    ${term}: [${pair.map((weight) => Number(weight.toFixed(DIGITS))).join(", ")}],`,
    )
    .join("\n");
}
