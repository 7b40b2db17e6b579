import { areaUnderRoc, brierScore, expectedCalibrationError } from "@milepost/forecast";
import type { ScoredChance } from "./targets-forecast.ts";

/** What the benchmark reports: snake_case names, null where nothing was scored. */
export type TargetFigures = Readonly<Record<string, number | null>>;

type Rule = "chance" | "raw" | "hard" | "calibrated";

/** Months of the year that the ratios are pooled over: March, June and September. */
export const POOLED_MONTHS: readonly number[] = [3, 6, 9];
const MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Computes every figure from the scored chances of the scoring years. */
export function targetFigures(scored: readonly ScoredChance[]): TargetFigures {
  const pooled = scored.filter((entry) => POOLED_MONTHS.includes(entry.month));
  const figures: Record<string, number | null> = {
    ratio_hard_pooled: brierRatio(pooled, "chance", "hard"),
    ratio_calibrated_pooled: brierRatio(pooled, "chance", "calibrated"),
  };
  for (const month of new Set(scored.map((entry) => entry.month))) {
    const own = scored.filter((entry) => entry.month === month);
    const name = MONTH_NAMES[month - 1] ?? String(month);
    figures[`brier_${name}`] = brier(own, "chance");
    figures[`brier_hard_${name}`] = brier(own, "hard");
    figures[`brier_calibrated_${name}`] = brier(own, "calibrated");
  }
  const told = pooled.map(({ chance, hit }) => ({ chance, hit }));
  Object.assign(figures, {
    auc_pooled: finite(areaUnderRoc(told)),
    goals: new Set(pooled.map((entry) => entry.goal)).size,
    brier_pooled: brier(pooled, "chance"),
    brier_hard_pooled: brier(pooled, "hard"),
    brier_calibrated_pooled: brier(pooled, "calibrated"),
    ratio_hard_uncalibrated: brierRatio(pooled, "raw", "hard"),
    ratio_calibrated_uncalibrated: brierRatio(pooled, "raw", "calibrated"),
    auc_hard_pooled: finite(areaUnderRoc(pooled.map(({ hard, hit }) => ({ chance: hard, hit })))),
    ece_pooled: finite(expectedCalibrationError(told)),
    coverage_80: share(pooled.map((entry) => entry.inside80)),
    coverage_95: share(pooled.map((entry) => entry.inside95)),
    chances_scored: pooled.length,
    chances_not_told: pooled.filter((entry) => !entry.told).length,
    share_missed: share(pooled.map((entry) => !entry.hit)),
  });
  for (const year of new Set(pooled.map((entry) => entry.goal.year))) {
    const own = pooled.filter((entry) => entry.goal.year === year);
    figures[`ratio_hard_${year}`] = brierRatio(own, "chance", "hard");
    figures[`ratio_calibrated_${year}`] = brierRatio(own, "chance", "calibrated");
    figures[`goals_${year}`] = new Set(own.map((entry) => entry.goal)).size;
  }
  return figures;
}

/** Brier score of one rule; null where nothing was scored. */
function brier(scored: readonly ScoredChance[], rule: Rule): number | null {
  return finite(brierScore(scored.map((entry) => ({ chance: entry[rule], hit: entry.hit }))));
}

/** Brier score of one rule over another's; null where either is unknown or the divisor is 0. */
function brierRatio(scored: readonly ScoredChance[], rule: Rule, peer: Rule): number | null {
  const own = brier(scored, rule);
  const other = brier(scored, peer);
  return own === null || other === null ? null : finite(own / other);
}

function share(flags: readonly (boolean | null)[]): number | null {
  const known = flags.filter((flag) => flag !== null);
  return finite(known.filter(Boolean).length / known.length);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
