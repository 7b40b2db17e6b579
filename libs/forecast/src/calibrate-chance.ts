import type { Calibration, CalibrationFeatures } from "./calibration-model.ts";

/** The calibrated chance of hitting: 1 / (1 + e^−score). Without a calibration the simulation's own log-odds decide. */
export function calibrateChance(features: CalibrationFeatures, calibration: Calibration | null): number {
  let score = calibration === null ? (features["simulation"] ?? 0) : calibration.intercept;
  for (const [name, coefficient] of Object.entries(calibration?.coefficients ?? {})) {
    score += coefficient * (features[name] ?? 0);
  }
  return 1 / (1 + Math.exp(-score));
}
