import { judgedFigures } from "./judged-figures.ts";
import type { PathBundle } from "./path-bundle.ts";
import type { PathGoal } from "./path-goal.ts";

/** The deciding figure of each path, unknown ones left out, in ascending order. O(paths × (points + log paths)). */
export function sortedFigures(bundle: PathBundle, goal: PathGoal): Float64Array {
  return judgedFigures(bundle, goal)
    .filter((figure) => !Number.isNaN(figure))
    .sort();
}
