import { median } from "./quantile.ts";
import type { ReachWindow } from "./reach-windows.ts";

/** How a task is judged: on the due date's value (an ambition, or a level to keep), on the window's sum, on any point, in a band. */
export const FAMILIES = ["reach", "keep", "cumulative", "first_hit", "in_range"] as const;
export type Family = (typeof FAMILIES)[number];

/** One target set at a window's start from what was known then, and whether it was met. */
export interface ReachTask {
  readonly family: Family;
  readonly window: ReachWindow;
  /** Which way is better: 1 up, −1 down, 0 a band. */
  readonly sign: 1 | -1 | 0;
  /** How far the target lies from where the goal starts, in `scale`. */
  readonly ambition: number;
  /** How far the judged figure usually moves within such a window. */
  readonly scale: number;
  /** Where the goal starts: the start's value, of a sum the sum of the window before. */
  readonly from: number;
  /** The closed range that meets the target. */
  readonly lower: number;
  readonly upper: number;
  readonly hit: boolean;
}

const AMBITIONS: Readonly<Record<Family, readonly number[]>> = {
  reach: [0.25, 0.5, 1, 1.5],
  keep: [-0.5, -1],
  cumulative: [-0.5, 0.25, 0.5, 1],
  first_hit: [0.5, 1, 1.5],
  in_range: [0.5, 1],
};
const FEWEST_CHANGES = 4;

/**
 * Every task of one window; none where the series has not moved by its start, or has a gap in the window. Only values up to
 * the start set a target.
 */
export function reachTasks(values: ArrayLike<number>, window: ReachWindow): ReachTask[] {
  for (let index = window.start; index <= window.deadline; index += 1) {
    if (Number.isNaN(at(values, index))) return [];
  }
  const from = at(values, window.start);
  const scale = typicalChange(values, window.start, window.length);
  const common = { window, from, scale };
  const bands = AMBITIONS.in_range.map((ambition): ReachTask => {
    const [lower, upper] = [from - ambition * scale, from + ambition * scale];
    const end = at(values, window.deadline);
    return {
      ...common,
      family: "in_range",
      sign: 0,
      ambition,
      lower,
      upper,
      hit: end >= lower && end <= upper,
    };
  });
  const tasks = scale > 0 ? [...bands, ...levelTasks(values, common), ...firstHits(values, common)] : [];
  return [...tasks, ...cumulativeTasks(values, window)];
}

type Common = Pick<ReachTask, "window" | "from" | "scale">;

function levelTasks(values: ArrayLike<number>, common: Common): ReachTask[] {
  const end = at(values, common.window.deadline);
  return (["reach", "keep"] as const).flatMap((family) =>
    bothWays(AMBITIONS[family], (sign, ambition) => aimed({ ...common, family, sign, ambition }, end)),
  );
}

/** Targets that no point since the start has met by the check-in; the best point until the deadline decides. */
function firstHits(values: ArrayLike<number>, common: Common): ReachTask[] {
  const { check, deadline } = common.window;
  return bothWays(AMBITIONS.first_hit, (sign, ambition) => {
    const best = (first: number, last: number): number => {
      let found = Number.NEGATIVE_INFINITY;
      for (let index = first; index <= last; index += 1) found = Math.max(found, sign * at(values, index));
      return sign * found;
    };
    const task = { ...common, family: "first_hit", sign, ambition } as const;
    const alreadyHit = aimed(task, best(common.window.start + 1, check)).hit;
    return alreadyHit ? [] : aimed(task, best(check + 1, deadline));
  }).flat();
}

function cumulativeTasks(values: ArrayLike<number>, window: ReachWindow): ReachTask[] {
  const { deadline, length, start } = window;
  const sums = new Float64Array(Math.max(0, start - length + 2));
  for (let first = 0; first < sums.length; first += 1) sums[first] = sumOf(values, first, first + length - 1);
  const scale = typicalChange(sums, sums.length - 1, length);
  const from = at(sums, sums.length - 1);
  if (!(scale > 0) || Number.isNaN(from)) return [];
  const common = { family: "cumulative", window, from, scale } as const;
  const end = sumOf(values, start + 1, deadline);
  return bothWays(AMBITIONS.cumulative, (sign, ambition) => aimed({ ...common, sign, ambition }, end));
}

function bothWays<T>(ambitions: readonly number[], make: (sign: 1 | -1, ambition: number) => T): T[] {
  return ambitions.flatMap((ambition) => [make(1, ambition), make(-1, ambition)]);
}

function aimed(task: Omit<ReachTask, "lower" | "upper" | "hit"> & { sign: 1 | -1 }, end: number): ReachTask {
  const target = task.from + task.sign * task.ambition * task.scale;
  const lower = task.sign === 1 ? target : Number.NEGATIVE_INFINITY;
  const upper = task.sign === 1 ? Number.POSITIVE_INFINITY : target;
  return { ...task, lower, upper, hit: end >= lower && end <= upper };
}

/**
 * The median size of the change over `length` points up to an index. With fewer than four such changes, or where it is 0,
 * √length times the median size of a step, then √length times the mean one; 0 or NaN where the series has not moved. Gaps
 * make no change.
 */
export function typicalChange(values: ArrayLike<number>, last: number, length: number): number {
  const changes = changesOver(values, last, length);
  const usual = changes.length < FEWEST_CHANGES ? 0 : median(changes);
  if (usual > 0) return usual;
  const steps = changesOver(values, last, 1);
  const typical = median(steps);
  const mean = steps.reduce((sum, size) => sum + size, 0) / steps.length;
  return Math.sqrt(length) * (typical > 0 ? typical : mean);
}

function changesOver(values: ArrayLike<number>, last: number, length: number): Float64Array {
  const changes = new Float64Array(Math.max(0, last - length + 1));
  return changes
    .map((_, first) => Math.abs(at(values, first + length) - at(values, first)))
    .filter((change) => !Number.isNaN(change));
}

function sumOf(values: ArrayLike<number>, first: number, last: number): number {
  let sum = 0;
  for (let index = first; index <= last; index += 1) sum += at(values, index);
  return sum;
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? Number.NaN;
}
