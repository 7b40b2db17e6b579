import { endFigures } from "./end-figures.ts";
import type { FigureKind } from "./end-figures.ts";
import type { PathBundle } from "./path-bundle.ts";
import type { FigureRange, PathGoal } from "./path-goal.ts";

/** What is read off each path for a goal: a figure of its values, or of its margins where the target moves. */
export interface Judgement {
  readonly kind: FigureKind;
  readonly range: FigureRange;
  /** Whether the figure is one of margins (how far a value lies inside its point's range) and not of values. */
  readonly ofMargins: boolean;
  /** Points of the window before those that count. */
  readonly skipped: number;
}

/**
 * Says which figure of a path decides a goal, and within which range. A sum or a mean meets the target of the due point;
 * where single points are judged, a target that stands still is compared with the best or worst of them, and any other one
 * with their margins.
 */
export function judgementOf(goal: PathGoal): Judgement {
  const { evaluation, lower, upper } = goal;
  const points = lower.length;
  const due = { lower: at(lower, points - 1), upper: at(upper, points - 1) };
  const whole = { range: due, ofMargins: false, skipped: 0 };
  switch (evaluation.kind) {
    case "at_due":
    case "in_range":
      return { ...whole, kind: "last" };
    case "cumulative":
      return { ...whole, kind: "sum" };
    case "average":
      return { ...whole, kind: "mean" };
    case "first_hit":
      return pointwise(goal, due, "best");
    case "sustained":
      return {
        ...pointwise(goal, due, "worst"),
        skipped: Math.max(0, points - Math.max(1, evaluation.points)),
      };
    case "control":
      return {
        kind: "share_not_negative",
        range: { lower: evaluation.share - ROUNDING, upper: Infinity },
        ofMargins: true,
        skipped: 0,
      };
  }
}

/** Shares of points are sums of divisions: nine of ten must count as .9. */
const ROUNDING = 1e-9;

function pointwise(goal: PathGoal, due: FigureRange, which: "best" | "worst"): Judgement {
  const rises = due.upper === Infinity;
  if (!isLevel(goal.lower) || !isLevel(goal.upper) || rises === (due.lower === -Infinity)) {
    const kind = which === "best" ? "greatest" : "least";
    return { kind, range: { lower: 0, upper: Infinity }, ofMargins: true, skipped: 0 };
  }
  return {
    kind: rises === (which === "best") ? "greatest" : "least",
    range: due,
    ofMargins: false,
    skipped: 0,
  };
}

function isLevel(targets: ArrayLike<number>): boolean {
  for (let point = 1; point < targets.length; point += 1) if (targets[point] !== targets[0]) return false;
  return true;
}

/**
 * Reads the deciding figure off each path. The paths must reach from the last booked point to the due one.
 * O(paths × points).
 */
export function judgedFigures(bundle: PathBundle, goal: PathGoal): Float64Array {
  const { kind, ofMargins, skipped } = judgementOf(goal);
  const points = goal.lower.length;
  const known = Float64Array.from(goal.booked, (value, point) =>
    ofMargins ? marginOf(goal, point, value) : value,
  ).subarray(0, points);
  const horizon = points - known.length;
  const future = ofMargins ? marginsOf(bundle, goal, horizon) : bundle;
  const dropped = Math.max(0, skipped - known.length);
  return endFigures(
    { paths: bundle.paths, values: future.values.subarray(dropped * bundle.paths) },
    {
      kind,
      booked: known.subarray(Math.min(known.length, skipped)),
      horizon: horizon - dropped,
      ...(goal.weights === undefined || kind !== "mean" ? {} : { weights: goal.weights }),
    },
  );
}

function marginsOf(bundle: PathBundle, goal: PathGoal, horizon: number): PathBundle {
  const values = new Float64Array(horizon * bundle.paths);
  for (let step = 0; step < horizon; step += 1) {
    const point = goal.booked.length + step;
    for (let index = step * bundle.paths; index < (step + 1) * bundle.paths; index += 1) {
      values[index] = marginOf(goal, point, at(bundle.values, index));
    }
  }
  return { paths: bundle.paths, values };
}

/** How far a value lies inside its point's range; negative outside. An open side is left out: infinite less infinite is no number. */
function marginOf({ lower, upper }: PathGoal, point: number, value: number): number {
  const low = at(lower, point);
  const high = at(upper, point);
  const above = low === -Infinity ? Infinity : value - low;
  const below = high === Infinity ? Infinity : high - value;
  return Math.min(above, below);
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? Number.NaN;
}
