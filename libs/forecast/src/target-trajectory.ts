/** How a target runs over the points of a window; `point` counts from 1, the window's first. */
export type TargetTrajectory =
  /** From where the goal starts, before the first point, on a straight line to the target at the last one. */
  | { readonly kind: "linear"; readonly from: number; readonly to: number }
  /** The target from the first point on. */
  | { readonly kind: "step"; readonly to: number }
  /** Planned values at some points; between them the last one holds, before the first one `from`. */
  | { readonly kind: "phased"; readonly from: number; readonly planned: readonly PlannedPoint[] };

/** A planned value from one point on. */
export interface PlannedPoint {
  readonly point: number;
  readonly target: number;
}

/** A trajectory that holds from a point of the window on, until the next change. */
export interface TrajectoryChange {
  readonly fromPoint: number;
  readonly trajectory: TargetTrajectory;
}

/**
 * The target at each point of a window of `points` points. A change mid-way replaces what was asked from its point on and
 * leaves earlier points as they were judged; a new straight line is drawn over the whole window, so that it says at
 * each point what it would have said from the start. O(points × changes).
 */
export function targetTrajectory(
  points: number,
  trajectory: TargetTrajectory,
  changes: readonly TrajectoryChange[] = [],
): Float64Array {
  const targets = Float64Array.from({ length: points }, (_, index) =>
    targetAt(trajectory, index + 1, points),
  );
  for (const change of changes.toSorted((one, other) => one.fromPoint - other.fromPoint)) {
    for (let point = Math.max(1, change.fromPoint); point <= points; point += 1) {
      targets[point - 1] = targetAt(change.trajectory, point, points);
    }
  }
  return targets;
}

function targetAt(trajectory: TargetTrajectory, point: number, points: number): number {
  switch (trajectory.kind) {
    case "linear": {
      // Both ends weighed, not a slope added up: the last point is the target to the last bit.
      const share = point / points;
      return (1 - share) * trajectory.from + share * trajectory.to;
    }
    case "step":
      return trajectory.to;
    case "phased":
      return trajectory.planned
        .toSorted((one, other) => one.point - other.point)
        .reduce((held, planned) => (planned.point <= point ? planned.target : held), trajectory.from);
  }
}
