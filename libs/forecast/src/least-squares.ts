import { solveSymmetric } from "./solve-symmetric.ts";

/** One observation: what is explained, by which features. */
export interface LeastSquaresRow {
  readonly features: ArrayLike<number>;
  readonly value: number;
}

/** Added to the diagonal, so that features that repeat each other still have one answer. */
const RIDGE = 1e-3;

/**
 * The coefficients that explain the values with the least squared error, all but unpenalised (a ridge of a thousandth), by the
 * normal equations: for a handful of well-scaled features. O(rows × features²).
 */
export function leastSquares(rows: readonly LeastSquaresRow[]): Float64Array {
  const size = rows[0]?.features.length ?? 0;
  const lowerTriangle = new Float64Array(size * size);
  const right = new Float64Array(size);
  for (let at = 0; at < size; at += 1) lowerTriangle[at * size + at] = RIDGE;
  for (const { features, value } of rows) {
    for (let at = 0; at < size; at += 1) {
      const own = features[at] ?? 0;
      right[at] = (right[at] ?? 0) + own * value;
      for (let other = 0; other <= at; other += 1) {
        const cell = at * size + other;
        lowerTriangle[cell] = (lowerTriangle[cell] ?? 0) + own * (features[other] ?? 0);
      }
    }
  }
  return solveSymmetric(lowerTriangle, right);
}
