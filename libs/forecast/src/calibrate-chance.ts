import type { Calibration, CalibrationFeatures } from "./calibration-model.ts";

/** The calibrated chance of hitting: 1 / (1 + e^−score), score = intercept + Σ coefficient × feature. */
export function calibrateChance(features: CalibrationFeatures, calibration: Calibration): number {
  let score = calibration.intercept;
  for (const [name, coefficient] of Object.entries(calibration.coefficients)) {
    score += coefficient * (features[name] ?? 0);
  }
  return 1 / (1 + Math.exp(-score));
}
