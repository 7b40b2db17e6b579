import type { PathGoal } from "./path-goal.ts";

/**
 * The value that each point still to come must have for the goal to be met exactly: what is missing to the sum or mean,
 * spread evenly; the due point's target where single values are judged. Of a range closed on both sides, the nearer edge to
 * `expected` (the figure as it is expected). Null where nothing is left to come, or a booked value is missing. O(points).
 */
export function requiredRate(goal: PathGoal, expected: number): number | null {
  const { booked, evaluation, lower, upper, weights } = goal;
  const points = lower.length;
  if (booked.length >= points) return null;
  const low = lower[points - 1] ?? Number.NaN;
  const high = upper[points - 1] ?? Number.NaN;
  const target = high === Infinity || expected - low < high - expected ? low : high;
  if (evaluation.kind !== "cumulative" && evaluation.kind !== "average") return finite(target);
  const weigh = (point: number): number => (evaluation.kind === "average" ? (weights?.[point] ?? 1) : 1);
  let total = 0;
  let weightBooked = 0;
  let weightLeft = 0;
  for (let point = 0; point < points; point += 1) {
    if (point < booked.length) {
      total += weigh(point) * (booked[point] ?? Number.NaN);
      weightBooked += weigh(point);
    } else weightLeft += weigh(point);
  }
  const wanted = evaluation.kind === "average" ? target * (weightBooked + weightLeft) : target;
  return finite((wanted - total) / weightLeft);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
