/** What is to be minimised, from where, and within which box. */
export interface Minimisation {
  /** The function's value at a point; infinite where the point is not allowed. It must not keep the point. */
  readonly objective: (point: Float64Array) => number;
  readonly start: Float64Array;
  /** How far the first simplex reaches from the start along each axis. */
  readonly steps: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
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
 * (2012). Deterministic. O(iterations × dimensions) beside the function's own cost; nothing is allocated on the way.
 */
export function minimise(task: Minimisation): Minimum {
  const simplex = startSimplex(task);
  const { dimensions, values } = simplex;
  const expansion = 1 + 2 / dimensions;
  const contraction = 0.75 - 1 / (2 * dimensions);
  for (let iteration = 0; iteration < task.mostIterations; iteration += 1) {
    rankCorners(simplex);
    if (deviation(values) < task.tolerance) break;
    const worstValue = values[simplex.worst]!;
    centreWithoutWorst(simplex);
    const reflectedValue = tryTowardsWorst(simplex, -1);
    keepAsReflected(simplex);
    if (reflectedValue < values[simplex.best]!) {
      const triedValue = tryTowardsReflected(simplex, expansion);
      if (triedValue < reflectedValue) replaceWorst(simplex, simplex.tried, triedValue);
      else replaceWorst(simplex, simplex.reflected, reflectedValue);
    } else if (reflectedValue < simplex.secondWorstValue) {
      replaceWorst(simplex, simplex.reflected, reflectedValue);
    } else {
      const outside = reflectedValue < worstValue;
      const triedValue = outside
        ? tryTowardsReflected(simplex, contraction)
        : tryTowardsWorst(simplex, contraction);
      if (triedValue < (outside ? reflectedValue : worstValue))
        replaceWorst(simplex, simplex.tried, triedValue);
      else shrink(simplex);
    }
  }
  rankCorners(simplex);
  const from = simplex.best * dimensions;
  return { point: simplex.corners.slice(from, from + dimensions), value: values[simplex.best]! };
}

interface Simplex {
  readonly objective: Minimisation["objective"];
  readonly dimensions: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Corner by corner. */
  readonly corners: Float64Array;
  readonly values: Float64Array;
  /** Sum of all corners, kept up to date so that no centre has to be added up. */
  readonly sum: Float64Array;
  readonly centre: Float64Array;
  reflected: Float64Array;
  tried: Float64Array;
  best: number;
  worst: number;
  secondWorstValue: number;
}

function startSimplex(task: Minimisation): Simplex {
  const dimensions = task.start.length;
  const simplex: Simplex = {
    objective: task.objective,
    dimensions,
    lower: task.lower,
    upper: task.upper,
    corners: new Float64Array((dimensions + 1) * dimensions),
    values: new Float64Array(dimensions + 1),
    sum: new Float64Array(dimensions),
    centre: task.start.slice(),
    reflected: new Float64Array(dimensions),
    tried: new Float64Array(dimensions),
    best: 0,
    worst: 0,
    secondWorstValue: 0,
  };
  const { centre, corners, tried, upper, values } = simplex;
  for (let corner = 0; corner <= dimensions; corner += 1) {
    tried.set(centre);
    const axis = corner - 1;
    if (axis >= 0) {
      const [start, step] = [centre[axis]!, task.steps[axis]!];
      tried[axis] = start + step > upper[axis]! ? start - step : start + step;
    }
    for (let at = 0; at < dimensions; at += 1) tried[at] = within(simplex, at, tried[at]!);
    corners.set(tried, corner * dimensions);
    values[corner] = task.objective(tried);
  }
  addUp(simplex);
  return simplex;
}

function within({ lower, upper }: Simplex, axis: number, value: number): number {
  return value < lower[axis]! ? lower[axis]! : value > upper[axis]! ? upper[axis]! : value;
}

function addUp({ corners, dimensions, sum }: Simplex): void {
  sum.fill(0);
  for (let from = 0; from < corners.length; from += dimensions) {
    for (let axis = 0; axis < dimensions; axis += 1) sum[axis]! += corners[from + axis]!;
  }
}

function centreWithoutWorst({ centre, corners, dimensions, sum, worst }: Simplex): void {
  const from = worst * dimensions;
  const share = 1 / dimensions;
  for (let axis = 0; axis < dimensions; axis += 1)
    centre[axis] = (sum[axis]! - corners[from + axis]!) * share;
}

/** Evaluates a point on the line from the centre through the worst corner; it is left in `tried`. */
function tryTowardsWorst(simplex: Simplex, by: number): number {
  const { centre, corners, dimensions, objective, tried, worst } = simplex;
  const from = worst * dimensions;
  for (let axis = 0; axis < dimensions; axis += 1) {
    const origin = centre[axis]!;
    tried[axis] = within(simplex, axis, origin + by * (corners[from + axis]! - origin));
  }
  return objective(tried);
}

/** The same through the reflected point. */
function tryTowardsReflected(simplex: Simplex, by: number): number {
  const { centre, dimensions, objective, reflected, tried } = simplex;
  for (let axis = 0; axis < dimensions; axis += 1) {
    const origin = centre[axis]!;
    tried[axis] = within(simplex, axis, origin + by * (reflected[axis]! - origin));
  }
  return objective(tried);
}

function keepAsReflected(simplex: Simplex): void {
  const { reflected, tried } = simplex;
  simplex.reflected = tried;
  simplex.tried = reflected;
}

function replaceWorst(simplex: Simplex, by: Float64Array, value: number): void {
  const { corners, dimensions, sum, values, worst } = simplex;
  const from = worst * dimensions;
  for (let axis = 0; axis < dimensions; axis += 1) {
    sum[axis]! += by[axis]! - corners[from + axis]!;
    corners[from + axis] = by[axis]!;
  }
  values[worst] = value;
}

function rankCorners(simplex: Simplex): void {
  const { values } = simplex;
  let best = 0;
  let worst = 0;
  let secondWorstValue = Number.NEGATIVE_INFINITY;
  for (let corner = 1; corner < values.length; corner += 1) {
    const value = values[corner]!;
    if (value < values[best]!) best = corner;
    if (value >= values[worst]!) {
      secondWorstValue = values[worst]!;
      worst = corner;
    } else if (value > secondWorstValue) secondWorstValue = value;
  }
  simplex.best = best;
  simplex.worst = worst;
  simplex.secondWorstValue = secondWorstValue;
}

/** Infinite while any value is, so that a simplex with a forbidden corner goes on. */
function deviation(values: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index]!;
  const mean = sum / values.length;
  if (!Number.isFinite(mean)) return Number.POSITIVE_INFINITY;
  let squares = 0;
  for (let index = 0; index < values.length; index += 1) {
    const apart = values[index]! - mean;
    squares += apart * apart;
  }
  return Math.sqrt(squares / values.length);
}

/** Draws all corners towards the best one. */
function shrink(simplex: Simplex): void {
  const { best, corners, dimensions, objective, tried, values } = simplex;
  const kept = best * dimensions;
  const by = 1 - 1 / dimensions;
  for (let corner = 0; corner < values.length; corner += 1) {
    if (corner === best) continue;
    const from = corner * dimensions;
    for (let axis = 0; axis < dimensions; axis += 1) {
      const towards = corners[kept + axis]!;
      tried[axis] = towards + by * (corners[from + axis]! - towards);
      corners[from + axis] = tried[axis]!;
    }
    values[corner] = objective(tried);
  }
  addUp(simplex);
}
