/** What is to be minimised, from where, and within which box. */
export interface Minimisation {
  /** The function's value at a point; infinite where the point is not allowed. It must not keep the point. */
  readonly objective: (point: Float64Array) => number;
  readonly start: ArrayLike<number>;
  /** How far the first simplex reaches from the start along each axis. */
  readonly steps: ArrayLike<number>;
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  /** Stops when the standard deviation of the simplex's values falls below this. */
  readonly tolerance: number;
  readonly mostIterations: number;
}

/** The lowest point found. */
export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
}

/**
 * Minimises a function without derivatives inside a box; points outside are moved onto its border.
 * Definition: the simplex method of Nelder and Mead (1965) with the dimension-dependent coefficients of Gao and Han
 * (2012). Deterministic. O(iterations × dimensions) beside the function's own cost.
 */
export function minimise(task: Minimisation): Minimum {
  const simplex = startSimplex(task);
  const { values, vertices } = simplex;
  const dimensions = task.start.length;
  const centroid = new Float64Array(dimensions);
  const reflected = new Float64Array(dimensions);
  const tried = new Float64Array(dimensions);
  const expansion = 1 + 2 / dimensions;
  const contraction = 0.75 - 1 / (2 * dimensions);
  for (let iteration = 0; iteration < task.mostIterations; iteration += 1) {
    const rank = rankVertices(values);
    if (deviation(values) < task.tolerance) break;
    const worst = vertices[rank.worst] ?? centroid;
    centreWithout(simplex, rank.worst, centroid);
    const valueReflected = evaluate(task, { from: centroid, to: worst, by: -1 }, reflected);
    if (valueReflected < rank.bestValue) {
      const valueTried = evaluate(task, { from: centroid, to: reflected, by: expansion }, tried);
      const expand = valueTried < valueReflected;
      worst.set(expand ? tried : reflected);
      values[rank.worst] = expand ? valueTried : valueReflected;
      continue;
    }
    if (valueReflected < rank.secondWorstValue) {
      worst.set(reflected);
      values[rank.worst] = valueReflected;
      continue;
    }
    const outside = valueReflected < rank.worstValue;
    const towards = outside ? reflected : worst;
    const valueTried = evaluate(task, { from: centroid, to: towards, by: contraction }, tried);
    if (valueTried < (outside ? valueReflected : rank.worstValue)) {
      worst.set(tried);
      values[rank.worst] = valueTried;
    } else {
      shrink(task, simplex, rank.best);
    }
  }
  const { best, bestValue } = rankVertices(values);
  return { point: vertices[best] ?? centroid, value: bestValue };
}

interface Simplex {
  readonly vertices: readonly Float64Array[];
  readonly values: Float64Array;
}

interface Rank {
  readonly best: number;
  readonly bestValue: number;
  readonly worst: number;
  readonly worstValue: number;
  readonly secondWorstValue: number;
}

/** A point on the line through two others: `from + by × (to − from)`. */
interface OnLine {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly by: number;
}

function startSimplex(task: Minimisation): Simplex {
  const dimensions = task.start.length;
  const vertices = Array.from({ length: dimensions + 1 }, (_, vertex) => {
    const point = Float64Array.from(task.start);
    const axis = vertex - 1;
    if (axis >= 0) {
      const start = point[axis] ?? 0;
      const step = task.steps[axis] ?? 0;
      point[axis] =
        start + step > (task.upper[axis] ?? Number.POSITIVE_INFINITY) ? start - step : start + step;
    }
    return clamp(task, point);
  });
  return { vertices, values: Float64Array.from(vertices, (vertex) => task.objective(vertex)) };
}

function evaluate(task: Minimisation, { by, from, to }: OnLine, into: Float64Array): number {
  for (let axis = 0; axis < into.length; axis += 1) {
    const origin = from[axis] ?? 0;
    into[axis] = origin + by * ((to[axis] ?? 0) - origin);
  }
  return task.objective(clamp(task, into));
}

function clamp(task: Minimisation, point: Float64Array): Float64Array {
  for (let axis = 0; axis < point.length; axis += 1) {
    const value = point[axis] ?? 0;
    const low = task.lower[axis] ?? Number.NEGATIVE_INFINITY;
    const high = task.upper[axis] ?? Number.POSITIVE_INFINITY;
    if (value < low) point[axis] = low;
    else if (value > high) point[axis] = high;
  }
  return point;
}

function rankVertices(values: Float64Array): Rank {
  let best = 0;
  let worst = 0;
  for (let vertex = 1; vertex < values.length; vertex += 1) {
    if ((values[vertex] ?? 0) < (values[best] ?? 0)) best = vertex;
    if ((values[vertex] ?? 0) >= (values[worst] ?? 0)) worst = vertex;
  }
  let secondWorstValue = Number.NEGATIVE_INFINITY;
  for (let vertex = 0; vertex < values.length; vertex += 1) {
    if (vertex !== worst) secondWorstValue = Math.max(secondWorstValue, values[vertex] ?? 0);
  }
  const [bestValue = 0, worstValue = 0] = [values[best], values[worst]];
  return { best, bestValue, worst, worstValue, secondWorstValue };
}

/** Infinite while any value is, so that a simplex with a forbidden corner goes on. */
function deviation(values: Float64Array): number {
  let mean = 0;
  for (let index = 0; index < values.length; index += 1) mean += (values[index] ?? 0) / values.length;
  if (!Number.isFinite(mean)) return Number.POSITIVE_INFINITY;
  let squares = 0;
  for (let index = 0; index < values.length; index += 1) squares += ((values[index] ?? 0) - mean) ** 2;
  return Math.sqrt(squares / values.length);
}

function centreWithout(simplex: Simplex, left: number, into: Float64Array): void {
  into.fill(0);
  for (let vertex = 0; vertex < simplex.vertices.length; vertex += 1) {
    const point = simplex.vertices[vertex];
    if (vertex === left || point === undefined) continue;
    for (let axis = 0; axis < into.length; axis += 1) into[axis] = (into[axis] ?? 0) + (point[axis] ?? 0);
  }
  for (let axis = 0; axis < into.length; axis += 1) into[axis] = (into[axis] ?? 0) / into.length;
}

function shrink(task: Minimisation, simplex: Simplex, best: number): void {
  const dimensions = task.start.length;
  const kept = simplex.vertices[best];
  if (kept === undefined) return;
  const by = 1 - 1 / dimensions;
  for (const [vertex, point] of simplex.vertices.entries()) {
    if (vertex !== best) simplex.values[vertex] = evaluate(task, { from: kept, to: point, by }, point);
  }
}
