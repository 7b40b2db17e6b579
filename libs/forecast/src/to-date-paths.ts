import type { GoalFutures } from "./goal-futures.ts";
import type { PathBundle } from "./path-bundle.ts";

/** A figure to date that adds up: where it stands, and when it starts anew. */
export interface ToDate {
  /** The figure at the check-in. */
  readonly start: number;
  /** Steps after the check-in, from 1, with which it starts at nothing, in ascending order. */
  readonly restarts: readonly number[];
}

/** What each path of parts has come to at each of its steps. O(paths × steps). */
export function toDatePaths({ paths, values }: PathBundle, { start, restarts }: ToDate): PathBundle {
  const figures = new Float64Array(values.length);
  const running = new Float64Array(paths).fill(start);
  for (let step = 0; step < values.length / paths; step += 1) {
    if (restarts.includes(step + 1)) running.fill(0);
    for (let path = 0; path < paths; path += 1) {
      const index = step * paths + path;
      running[path] = (running[path] ?? Number.NaN) + (values[index] ?? Number.NaN);
      figures[index] = running[path] ?? Number.NaN;
    }
  }
  return { paths, values: figures };
}

/** Every view of the parts as a view of the figure to date. */
export function toDateFutures(futures: GoalFutures, toDate: ToDate): GoalFutures {
  return {
    forecast: toDatePaths(futures.forecast, toDate),
    theta: toDatePaths(futures.theta, toDate),
    precedent: toDatePaths(futures.precedent, toDate),
    walk: toDatePaths(futures.walk, toDate),
    points: toDatePaths(futures.points, toDate),
    isCounted: futures.isCounted,
  };
}
