import { POOLED_MONTHS } from "./targets-figures.ts";
import type { TargetFigures } from "./targets-figures.ts";
import type { ScoredChance } from "./targets-forecast.ts";

const RESAMPLES = 1000;

interface FamilySums {
  chance: number;
  hard: number;
  calibrated: number;
}

/**
 * How far the pooled ratios might lie elsewhere by chance: central 90 % over resampled KPI families, because lines and
 * depots roll up into parents and are not independent. A fixed linear congruential sequence draws, so figures repeat.
 */
export function resampledRatios(scored: readonly ScoredChance[]): TargetFigures {
  const families = new Map<string, FamilySums>();
  for (const entry of scored) {
    if (!POOLED_MONTHS.includes(entry.month)) continue;
    const sums = families.get(entry.goal.kpi.family) ?? { chance: 0, hard: 0, calibrated: 0 };
    families.set(entry.goal.kpi.family, sums);
    const hit = Number(entry.hit);
    sums.chance += (entry.chance - hit) ** 2;
    sums.hard += (entry.hard - hit) ** 2;
    sums.calibrated += (entry.calibrated - hit) ** 2;
  }
  const pool = [...families.values()];
  let state = 1;
  const draw = (): FamilySums | undefined => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return pool[Math.floor((state / 4_294_967_296) * pool.length)];
  };
  const toHard: number[] = [];
  const toCalibrated: number[] = [];
  for (let resample = 0; resample < RESAMPLES; resample += 1) {
    const total: FamilySums = { chance: 0, hard: 0, calibrated: 0 };
    for (let index = 0; index < pool.length; index += 1) {
      const family = draw();
      total.chance += family?.chance ?? 0;
      total.hard += family?.hard ?? 0;
      total.calibrated += family?.calibrated ?? 0;
    }
    toHard.push(total.chance / total.hard);
    toCalibrated.push(total.chance / total.calibrated);
  }
  return {
    families: pool.length,
    ratio_hard_low_90: at(toHard, 0.05),
    ratio_hard_high_90: at(toHard, 0.95),
    ratio_calibrated_low_90: at(toCalibrated, 0.05),
    ratio_calibrated_high_90: at(toCalibrated, 0.95),
  };
}

function at(values: number[], probability: number): number | null {
  const sorted = values.filter(Number.isFinite).toSorted((a, b) => a - b);
  return sorted[Math.floor(probability * sorted.length)] ?? null;
}
