/**
 * Solves a positive definite system of linear equations, of which the lower triangle is given row by row.
 * Definition: Cholesky's factorisation, forward and backward substitution. O(n³).
 */
export function solveSymmetric(lowerTriangle: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const factor = new Float64Array(size * size);
  const at = (row: number, column: number): number => factor[row * size + column] ?? Number.NaN;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let rest = lowerTriangle[row * size + column] ?? Number.NaN;
      for (let inner = 0; inner < column; inner += 1) rest -= at(row, inner) * at(column, inner);
      factor[row * size + column] = row === column ? Math.sqrt(rest) : rest / at(column, column);
    }
  }
  const solution = right.slice();
  for (let row = 0; row < size; row += 1) {
    for (let inner = 0; inner < row; inner += 1)
      solution[row] = (solution[row] ?? 0) - at(row, inner) * (solution[inner] ?? 0);
    solution[row] = (solution[row] ?? 0) / at(row, row);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    for (let inner = row + 1; inner < size; inner += 1)
      solution[row] = (solution[row] ?? 0) - at(inner, row) * (solution[inner] ?? 0);
    solution[row] = (solution[row] ?? 0) / at(row, row);
  }
  return solution;
}
