import type { ValueBounds } from "./goal-assessment.ts";
import type { ChanceFeatures, ChanceGroup } from "./goal-chance.ts";
import { goalFutures } from "./goal-futures.ts";
import { judgementOf } from "./judged-figures.ts";
import type { PathSource } from "./path-bundle.ts";
import { goalViews, sortedFutures } from "./path-goal-chance.ts";
import type { SortedFutures } from "./path-goal-chance.ts";
import { knowledgeOf, reachGoal } from "./reach-goal.ts";
import type { ReachTask } from "./reach-tasks.ts";

/** What a check-in sees of a task: the figures of every future, and what the chance is computed from. */
export interface TaskCheckIn {
  readonly futures: (task: ReachTask) => SortedFutures;
  /** Null where nothing is weighed, and so nothing can be learnt of weights. */
  readonly features: (
    task: ReachTask,
  ) => { readonly group: ChanceGroup; readonly features: ChanceFeatures } | null;
}

/**
 * Opens a check-in on tasks: `values` up to and with its last index, of which only the last `shown` may be looked at.
 * Futures are drawn once; tasks of one window that are judged alike share their sorted figures.
 */
export function openTaskCheckIn(
  values: Float64Array,
  options: Parameters<PathSource>[1] & { readonly shown: number; readonly bounds?: ValueBounds },
): TaskCheckIn {
  const { shown, ...wanted } = options;
  const futures = goalFutures(values.subarray(values.length - shown), wanted);
  const seen = new Map<string, SortedFutures>();
  const see = (task: ReachTask): SortedFutures => {
    const goal = reachGoal(task, values);
    const key = `${task.window.start} ${task.window.length} ${judgementOf(goal).kind}`;
    const known = seen.get(key) ?? sortedFutures(futures, goal);
    seen.set(key, known);
    return known;
  };
  return {
    futures: see,
    features: (task) => {
      const goal = reachGoal(task, values);
      return goalViews(see(task), goal, knowledgeOf(task, shown));
    },
  };
}
