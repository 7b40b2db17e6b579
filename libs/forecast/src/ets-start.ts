import type { EtsSeries } from "./ets-form.ts";
import { LEVEL, SLOPE, SEASON } from "./ets-parameter.ts";
import { fillGaps } from "./fill-gaps.ts";
import { fitLinearTrend } from "./linear-trend.ts";
import { seasonalIndices } from "./seasonal-indices.ts";

const FEWEST_FOR_LINE = 10;

/**
 * First states for the search of a model's parameters, laid out as `ets-parameter.ts` says, smoothing weights left at 0.
 * Definition: the heuristic of Hyndman, Koehler, Snyder and Grose (2002): the season by classical decomposition, level
 * and slope by a line through the first ten values (two seasons where that is more) without their season. O(n × period).
 */
export function etsStart(series: EtsSeries): Float64Array {
  const { form, period, values } = series;
  const whole = fillGaps(values);
  const season = form.season === "none" ? new Float64Array(0) : seasonalIndices(whole, period, form.season);
  const head = whole.subarray(0, Math.max(FEWEST_FOR_LINE, 2 * (season.length || 1)));
  const adjusted = head.map((value, index) => {
    const state = season[index % period];
    if (state === undefined) return value;
    return form.season === "multiplicative" ? value / Math.max(SMALLEST_INDEX, state) : value - state;
  });
  const line = fitLinearTrend(adjusted);
  const start = new Float64Array(SEASON + season.length);
  const flat = adjusted.reduce((sum, value) => sum + value / adjusted.length, 0);
  start[LEVEL] = form.trend === "none" ? flat : line.intercept - line.slope;
  start[SLOPE] = form.trend === "none" ? 0 : line.slope;
  start.set(season, SEASON);
  return start;
}

const SMALLEST_INDEX = 0.01;
