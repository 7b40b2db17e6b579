import { fillGaps } from "./fill-gaps.ts";
import { seasonalIndices } from "./seasonal-indices.ts";

/** A season can be told from noise where the series shows so many of them. */
const LEAST_SEASONS = 3;

/**
 * How far apart the known values of a series stand, beside what its season moves them: a year's high is no sign that the
 * series can be brought there in a low month. The season is taken out without asking whether there is one, which makes the
 * range of noise a little narrower and never wide by a season that a test overlooks; below three seasons, or without any, it is
 * the plain range. 0 where fewer than two values are known.
 * Definition: greatest less least value after the additive indices of a classical decomposition. O(n × frequency).
 */
export function rangeWithoutSeason(values: ArrayLike<number>, frequency: number): number {
  const hasSeason = frequency > 1 && values.length >= LEAST_SEASONS * frequency;
  const indices = hasSeason ? seasonalIndices(fillGaps(values), frequency, "additive") : new Float64Array(1);
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < values.length; at += 1) {
    const value = (values[at] ?? Number.NaN) - (indices[at % indices.length] ?? 0);
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most > least ? most - least : 0;
}
