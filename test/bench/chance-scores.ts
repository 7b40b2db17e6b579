import { areaUnderRoc, brierScore, expectedCalibrationError } from "@milepost/forecast";
import { resampledErrors } from "./resampled-errors.ts";
import type { ResampledErrors } from "./resampled-errors.ts";
import type { ScoreSheet } from "./score-sheet.ts";

/** How good one column of chances is; standard errors come from resampling whole series. */
export interface ChanceScores {
  readonly brier: number;
  readonly logLoss: number;
  readonly auc: number;
  readonly ece: number;
  readonly errors: ResampledErrors;
}

/** A chance of 0 or 1 that is wrong costs as much as one of a thousandth. */
const SMALLEST_CHANCE = 1e-3;

/** Scores one column of a sheet: Brier, log loss, area under the ROC curve, calibration error in ten bins. */
export function scoreColumn(sheet: ScoreSheet, column: readonly number[]): ChanceScores {
  const told = column.map((chance, row) => ({ chance, hit: sheet.hits[row] === 1 }));
  let logLoss = 0;
  for (const { chance, hit } of told) {
    logLoss -= Math.log(Math.max(SMALLEST_CHANCE, hit ? chance : 1 - chance)) / told.length;
  }
  return {
    brier: brierScore(told),
    logLoss,
    auc: areaUnderRoc(told),
    ece: expectedCalibrationError(told),
    errors: resampledErrors(sheet, column),
  };
}
