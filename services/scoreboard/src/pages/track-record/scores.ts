import type { ScoredAssessment } from "../../reading/readings.ts";

/** Fewer assessments than this say too little about a way of telling chances. */
export const ENOUGH = 20;
/** z of a central 90 % interval. */
const Z90 = 1.6448536269514722;
const BINS = 10;

/** Three ways of telling, on the very same assessments; Brier: mean squared error of a chance, 0 best. */
export interface Comparison {
  readonly count: number;
  readonly goals: number;
  readonly chance: number;
  readonly hard: number;
  readonly calibrated: number;
}

/** Only assessments that all three ways could be asked about. */
function comparable(scored: readonly ScoredAssessment[]): readonly ScoredAssessment[] {
  return scored.filter(({ ruleStatus, ruleHitRate }) => ruleStatus !== "unknown" && ruleHitRate !== null);
}

/** Mean squared errors of the chance, of red and green as 0 or 1, and of red and green as a chance; null without any. */
export function compare(scored: readonly ScoredAssessment[]): Comparison | null {
  const same = comparable(scored);
  if (same.length === 0) return null;
  const mean = (chanceOf: (one: ScoredAssessment) => number): number =>
    same.reduce((total, one) => total + (chanceOf(one) - (one.hit ? 1 : 0)) ** 2, 0) / same.length;
  return {
    count: same.length,
    goals: new Set(same.map(({ goal }) => goal)).size,
    chance: mean(({ chance }) => chance),
    hard: mean(({ ruleStatus }) => (ruleStatus === "on_track" ? 1 : 0)),
    calibrated: mean(({ ruleHitRate }) => ruleHitRate ?? 0),
  };
}

/** Chances of one tenth of the scale, and how many of those goals were reached. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
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

/** The assessment of each goal that was most wrong, the most wrong goals first. */
export function mostWrong(scored: readonly ScoredAssessment[], count: number): readonly ScoredAssessment[] {
  const worst = new Map<string, ScoredAssessment>();
  for (const one of scored) {
    const held = worst.get(one.goal);
    if (held === undefined || missBy(one) > missBy(held)) worst.set(one.goal, one);
  }
  return [...worst.values()]
    .toSorted((left, right) => missBy(right) - missBy(left) || (left.goal < right.goal ? -1 : 1))
    .slice(0, count);
}

function missBy({ chance, hit }: ScoredAssessment): number {
  return Math.abs(chance - (hit ? 1 : 0));
}
