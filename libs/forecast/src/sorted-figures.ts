import { judgedFigures } from "./judged-figures.ts";
import type { PathBundle } from "./path-bundle.ts";
import type { PathGoal } from "./path-goal.ts";
import { sortFigures } from "./sort-figures.ts";

/** The deciding figure of each path, unknown ones left out, in ascending order. O(paths × points). */
export function sortedFigures(bundle: PathBundle, goal: PathGoal): Float64Array {
  const figures = judgedFigures(bundle, goal);
  let known = 0;
  for (let path = 0; path < figures.length; path += 1) {
    const figure = figures[path]!;
    if (Number.isNaN(figure)) continue;
    figures[known] = figure;
    known += 1;
  }
  return sortFigures(figures.subarray(0, known));
}
