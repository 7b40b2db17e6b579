/** One observation: what is explained, by which features. */
export interface LeastSquaresRow {
  readonly features: ArrayLike<number>;
  readonly value: number;
}

/** Added to the diagonal, so that features that repeat each other still have one answer. */
const RIDGE = 1e-3;

/**
 * The coefficients that explain the values with the least squared error, all but unpenalised (a ridge of a thousandth).
 * Normal equations by Gaussian elimination: for a handful of well-scaled features. O(rows × features²).
 */
export function leastSquares(rows: readonly LeastSquaresRow[]): Float64Array {
  const size = rows[0]?.features.length ?? 0;
  const system = Array.from({ length: size }, () => new Float64Array(size + 1));
  for (const { features, value } of rows) {
    for (const [at, equation] of system.entries()) {
      const own = features[at] ?? 0;
      for (let other = 0; other < size; other += 1) add(equation, other, own * (features[other] ?? 0));
      add(equation, size, own * value);
    }
  }
  for (const [at, equation] of system.entries()) {
    add(equation, at, RIDGE);
    for (const below of system.slice(at + 1)) subtract(below, equation, at);
  }
  const solution = new Float64Array(size);
  for (const [at, equation] of [...system.entries()].toReversed()) {
    let rest = equation[size] ?? 0;
    for (let known = at + 1; known < size; known += 1)
      rest -= (equation[known] ?? 0) * (solution[known] ?? 0);
    solution[at] = rest / (equation[at] ?? 1);
  }
  return solution;
}

function add(equation: Float64Array, at: number, amount: number): void {
  equation[at] = (equation[at] ?? 0) + amount;
}

/** Takes as much of one equation from another as makes its coefficient at a place zero. */
function subtract(below: Float64Array, equation: Float64Array, at: number): void {
  const factor = (below[at] ?? 0) / (equation[at] ?? 1);
  for (let place = at; place < below.length; place += 1) add(below, place, -factor * (equation[place] ?? 0));
}
