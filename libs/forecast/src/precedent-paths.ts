import type { PathSource } from "./path-bundle.ts";

/** Origins before this many points are left out only where the season asks for it: every precedent counts. */
const NO_PRECEDENT = Number.NaN;

/**
 * What followed in the series' own past: one path for each earlier point of the same season, moved to begin at the last
 * value – by its ratio where all values have one sign, else by its difference. A precedent that has not run its course ends in NaN,
 * and a series without any gives one path of NaN. Also known as historical analogues; there is no chance in it.
 * O(length × horizon).
 */
export const precedentPaths: PathSource = (series, { frequency, horizon }) => {
  const last = series.length - 1;
  const origins: number[] = [];
  for (let origin = last - 1; origin >= 0; origin -= 1) {
    if ((last - origin) % frequency === 0 && !Number.isNaN(at(series, origin))) origins.push(origin);
  }
  const paths = Math.max(1, origins.length);
  const scales = hasOneSign(series);
  const values = new Float64Array(paths * horizon).fill(NO_PRECEDENT);
  for (const [path, origin] of origins.entries()) {
    for (let step = 0; step < horizon && origin + step + 1 <= last; step += 1) {
      const then = at(series, origin + step + 1);
      values[step * paths + path] = scales
        ? at(series, last) * (then / at(series, origin))
        : at(series, last) + (then - at(series, origin));
    }
  }
  return { paths, values };
};

function hasOneSign(series: ArrayLike<number>): boolean {
  let negative = 0;
  let positive = 0;
  for (let index = 0; index < series.length; index += 1) {
    const value = at(series, index);
    if (Number.isNaN(value)) continue;
    if (value > 0) positive += 1;
    else if (value < 0) negative += 1;
    else return false;
  }
  return negative === 0 || positive === 0;
}

function at(series: ArrayLike<number>, index: number): number {
  return series[index] ?? Number.NaN;
}
