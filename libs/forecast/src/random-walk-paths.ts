import type { PathBundle, PathSource } from "./path-bundle.ts";
import { seededRandom } from "./seeded-random.ts";
import { fillStandardNormal } from "./standard-normal-draws.ts";

/** A random walk from the last known value, with normal steps as large as those seen (the naive forecast). O(length + paths × horizon). */
export const randomWalkPaths: PathSource = (series, wanted) =>
  walk(series, { ...wanted, season: 1, drifts: false });

/**
 * A random walk with drift, from two whole seasons on over a season: last year's value, a year's drift and a normal error.
 * The drift is as uncertain as a mean of that many changes is. O(length + paths × horizon).
 */
export const seasonalDriftPaths: PathSource = (series, wanted) =>
  walk(series, {
    ...wanted,
    season: series.length >= 2 * wanted.frequency ? wanted.frequency : 1,
    drifts: true,
  });

type WalkOptions = Parameters<PathSource>[1] & { readonly season: number; readonly drifts: boolean };

function walk(series: ArrayLike<number>, options: WalkOptions): PathBundle {
  const { drifts, horizon, season } = options;
  const { last, mean, count, scale } = describeChanges(series, season, drifts);
  const paths = 2 * Math.ceil(options.paths / 2);
  const values = new Float64Array(horizon * paths);
  const draws = new Float64Array(horizon + 1);
  const random = seededRandom(options.seed);
  for (let pair = 0; pair < paths; pair += 2) {
    fillStandardNormal(draws, random);
    const doubt = drifts && count > 0 ? (scale * (draws[horizon] ?? 0)) / Math.sqrt(count) : 0;
    for (let step = 0; step < horizon; step += 1) {
      const surprise = doubt + scale * draws[step]!;
      const before = (step - season) * paths + pair;
      const up = step < season ? last[step]! : values[before]!;
      const down = step < season ? up : values[before + 1]!;
      values[step * paths + pair] = up + mean + surprise;
      values[step * paths + pair + 1] = down + mean - surprise;
    }
  }
  return { paths, values };
}

/** The last season's values, and mean and deviation of the changes over a season; unknown values are left out. */
function describeChanges(
  series: ArrayLike<number>,
  season: number,
  drifts: boolean,
): { last: Float64Array; mean: number; count: number; scale: number } {
  const changes: number[] = [];
  for (let index = season; index < series.length; index += 1) {
    const change = (series[index] ?? Number.NaN) - (series[index - season] ?? Number.NaN);
    if (!Number.isNaN(change)) changes.push(change);
  }
  const count = changes.length;
  const mean = drifts && count > 0 ? changes.reduce((sum, change) => sum + change, 0) / count : 0;
  const squares = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0);
  const last = Float64Array.from({ length: season }, (_, step) => {
    for (let index = series.length - season + step; index >= 0; index -= season) {
      const value = series[index] ?? Number.NaN;
      if (!Number.isNaN(value)) return value;
    }
    return Number.NaN;
  });
  return { last, mean, count, scale: Math.sqrt(squares / Math.max(1, count - Number(drifts))) };
}
