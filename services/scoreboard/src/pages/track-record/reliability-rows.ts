import type { ReliabilityBin } from "../../accuracy/reliability.ts";
import { chanceText } from "../../words/chance.ts";
import { numberText } from "../../words/numbers.ts";
import { shareText, TOO_FEW } from "../../words/scores.ts";

/** What a reliability table's columns hold. */
export const RELIABILITY_HEADS = ["Told", "Assessments", "Mean chance", "Reached", "90 % interval"] as const;

/** One tenth of the scale as a row. */
export function binRow(bin: ReliabilityBin, isEnough: boolean): readonly string[] {
  const { from, to, count, told, came, low, high } = bin;
  return [
    `${Math.round(from * 100)} to ${Math.round(to * 100)} %`,
    numberText(count, 0),
    chanceText(told),
    isEnough ? shareText(came) : TOO_FEW,
    isEnough ? `${Math.round(low * 100)} – ${shareText(high)}` : "–",
  ];
}
