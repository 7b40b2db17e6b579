/** What is known about a goal at a month that earlier outcomes can be learned from; each in plain numbers. */
export type CalibrationFeatures = Readonly<Record<string, number>>;

/** One goal of an earlier year at the same month, and how it ended. */
export interface CalibrationExample {
  readonly features: CalibrationFeatures;
  readonly hit: boolean;
}

/** A logistic calibration as data (it can be stored and shown): chance = logistic(intercept + Σ coefficient × feature). */
export interface Calibration {
  readonly version: string;
  /** Number of earlier goals that it was learned from, and how many of them hit. */
  readonly count: number;
  readonly hits: number;
  readonly intercept: number;
  readonly coefficients: CalibrationFeatures;
}
