import type { PathBundle } from "./path-bundle.ts";
import type { FigureRange, PathGoal } from "./path-goal.ts";

/** When a goal's figure first meets its target, counted in points after the last booked one. */
export interface FirstPassage {
  /**
   * Whether the books meet it; then all three dates are 0, or less where any point decides: those of the first point that met
   * it, since nothing takes that back.
   */
  readonly alreadyMet: boolean;
  /** Chance that it is met at any point by the due one. */
  readonly chance: number;
  /** Points until a tenth, half and nine tenths of the futures have met it; null where fewer do by the due point. */
  readonly early: number | null;
  readonly median: number | null;
  readonly late: number | null;
}

const SHARES = { early: 0.1, median: 0.5, late: 0.9 } as const;

/**
 * The first-passage times of a goal's figure to its target: the running sum or mean to the due point's target; the value to
 * the due point's target (`at_due`, `in_range`) or to its own point's. Null for what is met until it is broken: a sum that
 * must stay under a limit, and a target that must be held. O(paths × points).
 */
export function firstPassage(bundle: PathBundle, goal: PathGoal): FirstPassage | null {
  const points = goal.lower.length;
  const due = rangeAt(goal, points - 1);
  const { kind } = goal.evaluation;
  if (kind === "sustained" || (kind === "cumulative" && due.lower === -Infinity)) return null;
  const ownTarget = kind === "first_hit" || kind === "control";
  const running = startRunning(goal, bundle.paths);
  const booked = Math.min(goal.booked.length, points);
  const first = kind === "first_hit" ? firstMet(goal) : -1;
  if (first >= 0) return metAt(first - (booked - 1));
  const met = booked > 0 && within(running.figures[0], ownTarget ? rangeAt(goal, booked - 1) : due);
  if (met) return metAt(0);
  const passed = new Uint8Array(bundle.paths);
  const dates: Record<keyof typeof SHARES, number | null> = { early: null, median: null, late: null };
  let count = 0;
  for (let point = booked; point < points; point += 1) {
    const range = ownTarget ? rangeAt(goal, point) : due;
    addPoint(running, bundle.values.subarray((point - booked) * bundle.paths), point);
    for (let path = 0; path < bundle.paths; path += 1) {
      if (passed[path] === 1 || !within(running.figures[path], range)) continue;
      passed[path] = 1;
      count += 1;
    }
    for (const name of ["early", "median", "late"] as const) {
      if (dates[name] === null && count >= SHARES[name] * bundle.paths) dates[name] = point - booked + 1;
    }
  }
  return { alreadyMet: false, chance: count / bundle.paths, ...dates };
}

/** The first booked point that meets its own target; −1: none does. */
function firstMet(goal: PathGoal): number {
  return Array.from(goal.booked).findIndex((value, point) => within(value, rangeAt(goal, point)));
}

function metAt(date: number): FirstPassage {
  return { alreadyMet: true, chance: 1, early: date, median: date, late: date };
}

/** The figure of each path so far. */
interface Running {
  readonly figures: Float64Array;
  /** Weight of each point in the figure; null where the newest value stands for itself. */
  readonly weightOf: ((point: number) => number) | null;
  readonly isMean: boolean;
  weight: number;
}

function startRunning(goal: PathGoal, paths: number): Running {
  const { booked, evaluation, weights } = goal;
  const isMean = evaluation.kind === "average";
  const weightOf = isMean
    ? (point: number): number => weights?.[point] ?? 1
    : evaluation.kind === "cumulative"
      ? (): number => 1
      : null;
  const running: Running = { figures: new Float64Array(paths), weightOf, isMean, weight: 0 };
  const value = new Float64Array(paths);
  for (let point = 0; point < Math.min(booked.length, goal.lower.length); point += 1) {
    addPoint(running, value.fill(booked[point] ?? Number.NaN), point);
  }
  return running;
}

function addPoint(running: Running, values: Float64Array, point: number): void {
  const { figures, isMean, weightOf } = running;
  const weight = weightOf?.(point) ?? 1;
  running.weight += weight;
  for (let path = 0; path < figures.length; path += 1) {
    const value = values[path] ?? Number.NaN;
    const figure = figures[path] ?? Number.NaN;
    if (weightOf === null) figures[path] = value;
    else figures[path] = isMean ? figure + (weight / running.weight) * (value - figure) : figure + value;
  }
}

function within(figure: number | undefined, range: FigureRange): boolean {
  return figure !== undefined && figure >= range.lower && figure <= range.upper;
}

function rangeAt({ lower, upper }: PathGoal, point: number): FigureRange {
  return { lower: lower[point] ?? Number.NaN, upper: upper[point] ?? Number.NaN };
}
