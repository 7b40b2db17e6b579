import type { PathSource } from "./path-bundle.ts";
import { samplePaths } from "./sample-paths.ts";
import { fitTheta } from "./theta-model.ts";

/** Sample paths of the Theta model with damped drift over every plausible smoothing weight, as goals of a year are forecast. */
export const thetaPaths: PathSource = (series, { frequency, ...wanted }) =>
  samplePaths(fitTheta(series, { period: frequency, seasonalForm: "additive", dampTrend: true }), {
    ...wanted,
    lower: -Infinity,
    upper: Infinity,
  });
