import type { ChanceExample } from "./fit-chance-weights.ts";
import type { ValueBounds } from "./goal-assessment.ts";
import type { ChanceGroup } from "./goal-chance.ts";
import { reachTasks } from "./reach-tasks.ts";
import { reachWindows } from "./reach-windows.ts";
import { openTaskCheckIn } from "./task-check-in.ts";
import type { TaskCheckIn } from "./task-check-in.ts";

/** A series as it stood at a check-in, and what came after it. */
export interface PastSeries {
  /** Values up to the check-in, and those after it; NaN where unknown. */
  readonly values: Float64Array;
  /** How many of them the check-in may see. */
  readonly seen: number;
  /** Kind of period: monthly, quarterly, yearly, other. */
  readonly period: string;
  /** Points a year, 1 where there is no season. */
  readonly frequency: number;
  readonly bounds?: ValueBounds;
  /** Any text; it alone decides the random numbers. */
  readonly seed: string;
}

/** A goal that could have been set: what was known of it at the check-in, and how it ended. */
interface PastGoal {
  readonly group: ChanceGroup;
  readonly example: ChanceExample;
}

/** Last points shown: whole histories (null), and short ones as a new series has them; more lengths cost time and change nothing. */
const SHOWN = [null, 4, 12] as const;
const PATHS = 500;

/** Adds the goals that could have been set on a series to the examples of their groups, and says how many there were. */
export function addPastGoals(examples: Map<ChanceGroup, ChanceExample[]>, series: PastSeries): number {
  const goals = pastGoalExamples(series);
  for (const { example, group } of goals) {
    const ofGroup = examples.get(group) ?? [];
    examples.set(group, ofGroup);
    ofGroup.push(example);
  }
  return goals.length;
}

/**
 * Every goal that could have been set on a series before a check-in and had ended when its values end, looked at from
 * the check-in. Only values up to a goal's start set its target, and only those up to the check-in are seen. O(paths × points)
 * for each of some seven lengths of history.
 */
function pastGoalExamples(series: PastSeries): readonly PastGoal[] {
  const { bounds, frequency, period, seed, seen, values } = series;
  const windows = reachWindows(period, seen, values.length);
  const horizon = windows.reduce((most, { remaining }) => Math.max(most, remaining), 0);
  const past = values.subarray(0, seen);
  const checkIns = new Map<number, TaskCheckIn>();
  return SHOWN.flatMap((most) =>
    windows.flatMap((window) => {
      const tasks = reachTasks(values, window);
      if (tasks.length === 0) return [];
      const shown = Math.min(seen, Math.max(most ?? seen, window.elapsed + 1));
      const options = { frequency, horizon, seed, shown, paths: PATHS };
      const checkIn =
        checkIns.get(shown) ??
        openTaskCheckIn(past, { ...options, ...(bounds === undefined ? {} : { bounds }) });
      checkIns.set(shown, checkIn);
      return tasks.flatMap((task) => {
        const views = checkIn.features(task);
        if (views === null) return [];
        const { features, group } = views;
        return [{ group, example: { features, hit: task.hit } }];
      });
    }),
  );
}
