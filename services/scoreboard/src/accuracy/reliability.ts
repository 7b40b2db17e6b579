import type { ScoredAssessment } from "../reading/readings.ts";
import { countGoals } from "./scores.ts";

/** z of a central 90 % interval. */
const Z90 = 1.6448536269514722;
const BINS = 10;

/** Chances of one tenth of the scale, and how many of those goals were reached. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly goals: number;
  readonly told: number;
  readonly came: number;
  readonly low: number;
  readonly high: number;
}

/** Told chances by tenths with the share that came true and its 90 % interval (Wilson 1927). */
export function reliability(scored: readonly ScoredAssessment[]): readonly ReliabilityBin[] {
  return Array.from({ length: BINS }, (_, index) => index).flatMap((index) => {
    const inside = scored.filter(({ chance }) => Math.min(BINS - 1, Math.floor(chance * BINS)) === index);
    if (inside.length === 0) return [];
    const came = inside.filter(({ hit }) => hit).length / inside.length;
    const told = inside.reduce((total, { chance }) => total + chance, 0) / inside.length;
    return [
      {
        from: index / BINS,
        to: (index + 1) / BINS,
        count: inside.length,
        goals: countGoals(inside),
        told,
        came,
        ...wilson(came, inside.length),
      },
    ];
  });
}

/** Wilson's 90 % score interval of a share. */
export function wilson(share: number, count: number): { readonly low: number; readonly high: number } {
  const z2 = Z90 ** 2;
  const middle = (share + z2 / (2 * count)) / (1 + z2 / count);
  const half = (Z90 / (1 + z2 / count)) * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count ** 2));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
