import type { ReachTask } from "@milepost/forecast";

/** Where a task stands against a straight line from its start to its target. */
export interface Pace {
  /** How far the figure is on the better side of the line, in the task's scale. */
  readonly lead: number;
  /** Share of the way that is done, and that the line asks for; for goals that have a way to go. */
  readonly progress: number;
  readonly expected: number;
}

/** Measures a task against the linear pace: of a sum from nothing, of a level from its start; a band asks to be inside it now. */
export function paceOf(task: ReachTask, values: ArrayLike<number>): Pace {
  const { check, elapsed, length, start } = task.window;
  const expected = elapsed / length;
  const now = values[check] ?? Number.NaN;
  if (task.family === "in_range") {
    return {
      lead: Math.min(now - task.lower, task.upper - now) / task.scale,
      progress: Number.NaN,
      expected,
    };
  }
  const target = task.sign === 1 ? task.lower : task.upper;
  if (task.family === "cumulative") {
    let sum = 0;
    for (let index = start + 1; index <= check; index += 1) sum += values[index] ?? Number.NaN;
    return { lead: (task.sign * (sum - expected * target)) / task.scale, progress: Number.NaN, expected };
  }
  const line = task.from + expected * (target - task.from);
  const progress = task.family === "keep" ? Number.NaN : (now - task.from) / (target - task.from);
  return { lead: (task.sign * (now - line)) / task.scale, progress, expected };
}
