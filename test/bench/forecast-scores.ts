import {
  countCovered,
  fitTheta,
  forecastSeries,
  forecastTheta,
  rollSeasonalNaive,
  scaledError,
  scaledIntervalScore,
  seasonalChange,
  symmetricPercentageError,
} from "@milepost/forecast";
import type { IntervalConstants } from "@milepost/forecast";
import type { CompetitionSeries } from "./competition-series.ts";

/** Who forecasts: ours, and what anybody can do without us. */
export const FORECASTERS = ["milepost", "naive", "seasonal_naive_drift", "theta"] as const;
export type Forecaster = (typeof FORECASTERS)[number];

/** How good the forecasts of one series were. */
export interface SeriesScores {
  readonly period: string;
  readonly steps: number;
  readonly smape: Readonly<Record<Forecaster, number>>;
  /** Null where the training part is constant: then there is no scale. */
  readonly mase: Readonly<Record<Forecaster, number | null>>;
  readonly msis95: number | null;
  readonly covered80: number;
  readonly covered95: number;
  /** Milliseconds of processor time that our forecast took. */
  readonly busyMs: number;
}

const MISS_OF_95 = 0.05;

/** Forecasts one series' test part from its training part, by everybody, and scores it as M3 and M4 did. */
export function scoreSeries(
  { frequency, period, test, train }: CompetitionSeries,
  intervals: IntervalConstants,
): SeriesScores {
  const horizon = test.length;
  const startedAt = process.cpuUsage();
  const ours = forecastSeries(train, { frequency, horizon, intervals });
  const busy = process.cpuUsage(startedAt);
  const values = Float64Array.from(train);
  const naive = { values, horizon, period: 1, drift: false };
  const forecasts: Readonly<Record<Forecaster, ArrayLike<number>>> = {
    milepost: ours.mean,
    naive: rollSeasonalNaive(naive).slice(-horizon),
    seasonal_naive_drift: rollSeasonalNaive({ ...naive, period: frequency, drift: true }).slice(-horizon),
    theta: forecastTheta(fitTheta(train, { period: frequency }), horizon),
  };
  const scale = seasonalChange(train, frequency);
  const inside80 = { lower: ours.lower80, upper: ours.upper80, actual: test };
  const inside95 = { lower: ours.lower95, upper: ours.upper95, actual: test };
  const scaled = scale > 0;
  return {
    period,
    steps: horizon,
    smape: byForecaster((who) => symmetricPercentageError({ forecast: forecasts[who], actual: test })),
    mase: byForecaster((who) =>
      scaled ? scaledError({ forecast: forecasts[who], actual: test }, scale) : null,
    ),
    msis95: scaled ? scaledIntervalScore(inside95, scale, MISS_OF_95) : null,
    covered80: countCovered(inside80),
    covered95: countCovered(inside95),
    busyMs: (busy.user + busy.system) / 1000,
  };
}

function byForecaster<Score>(score: (who: Forecaster) => Score): Record<Forecaster, Score> {
  return {
    milepost: score("milepost"),
    naive: score("naive"),
    seasonal_naive_drift: score("seasonal_naive_drift"),
    theta: score("theta"),
  };
}
