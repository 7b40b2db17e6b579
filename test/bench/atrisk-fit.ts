import { CHANCE_GROUPS, fitChanceWeights } from "@milepost/forecast";
import type { ChanceWeights } from "@milepost/forecast";
import type { CompetitionSeries } from "./competition-series.ts";
import { examplesFrom } from "./own-past.ts";

const DIGITS = 3;
/** Test lengths before the last training point: there, and once before, because one era is not the next. */
const LEARNT_AT = [0, 1];

/** Learns the weights of every group from whole and short histories and lays them out as `goal-chance-weights.ts` holds them. */
export async function fitWeights(series: readonly CompetitionSeries[]): Promise<string> {
  const examples = await examplesFrom(series, LEARNT_AT);
  const fitted = CHANCE_GROUPS.map(
    (group) => `  ${group}: {\n${linesOf(fitChanceWeights(examples.get(group) ?? []))}\n  },`,
  );
  return fitted.join("\n");
}

function linesOf(weights: ChanceWeights): string {
  return Object.entries(weights)
    .map(
      ([term, pair]) => `    ${term}: [${pair.map((weight) => Number(weight.toFixed(DIGITS))).join(", ")}],`,
    )
    .join("\n");
}
