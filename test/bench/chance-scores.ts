import { areaUnderRoc, brierScore, expectedCalibrationError } from "@milepost/forecast";
import type { ScoreSheet } from "./score-sheet.ts";

/** How good one column of chances is; standard errors come from resampling whole series. */
export interface ChanceScores {
  readonly brier: number;
  readonly brierError: number;
  readonly logLoss: number;
  readonly auc: number;
  readonly ece: number;
}

/** A chance of 0 or 1 that is wrong costs as much as one of a thousandth. */
const SMALLEST_CHANCE = 1e-3;
const RESAMPLES = 500;

/** Scores one column of a sheet: Brier, log loss, area under the ROC curve, calibration error in ten bins. */
export function scoreColumn(sheet: ScoreSheet, column: readonly number[]): ChanceScores {
  const told = column.map((chance, row) => ({ chance, hit: sheet.hits[row] === 1 }));
  let logLoss = 0;
  for (const { chance, hit } of told) {
    logLoss -= Math.log(Math.max(SMALLEST_CHANCE, hit ? chance : 1 - chance)) / told.length;
  }
  return {
    brier: brierScore(told),
    brierError: resampledError(sheet, column),
    logLoss,
    auc: areaUnderRoc(told),
    ece: expectedCalibrationError(told),
  };
}

/** Standard deviation of the mean squared error over resampled series; a fixed sequence draws, so figures repeat. */
function resampledError(sheet: ScoreSheet, column: readonly number[]): number {
  const bySeries = new Map<number, { squares: number; count: number }>();
  for (const [row, chance] of column.entries()) {
    const series = sheet.series[row] ?? -1;
    const sums = bySeries.get(series) ?? { squares: 0, count: 0 };
    bySeries.set(series, sums);
    sums.squares += (chance - (sheet.hits[row] ?? 0)) ** 2;
    sums.count += 1;
  }
  const pool = [...bySeries.values()];
  let state = 1;
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    let squares = 0;
    let count = 0;
    for (let draw = 0; draw < pool.length; draw += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const drawn = pool[Math.floor((state / 4_294_967_296) * pool.length)];
      squares += drawn?.squares ?? 0;
      count += drawn?.count ?? 0;
    }
    return squares / count;
  });
  const centre = means.reduce((sum, mean) => sum + mean, 0) / RESAMPLES;
  const variance = means.reduce((sum, mean) => sum + (mean - centre) ** 2, 0) / (RESAMPLES - 1);
  return Math.sqrt(variance);
}
