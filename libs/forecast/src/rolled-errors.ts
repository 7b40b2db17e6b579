/** Errors of rolled forecasts over the history. */
export interface RolledErrors {
  /** Root mean square at each step, NaN where none is known. */
  readonly rootMeanSquare: Float64Array;
  readonly count: Float64Array;
}

/** What was said from each origin, and what came. */
export interface RolledHistory {
  /** NaN where unknown. */
  readonly values: ArrayLike<number>;
  /** Forecasts from each origin, row by row. */
  readonly rolled: Float64Array;
  readonly horizon: number;
  /** The first origin that counts: before it the models have hardly seen anything. */
  readonly firstOrigin: number;
}

/** How far off the forecasts from earlier origins were, by steps ahead. O(n × horizon). */
export function rolledErrors({ firstOrigin, horizon, rolled, values }: RolledHistory): RolledErrors {
  const squares = new Float64Array(horizon);
  const count = new Float64Array(horizon);
  for (let origin = firstOrigin; origin < values.length; origin += 1) {
    for (let step = 0; step < horizon && origin + step < values.length; step += 1) {
      const error = (values[origin + step] ?? Number.NaN) - (rolled[origin * horizon + step] ?? Number.NaN);
      if (Number.isNaN(error)) continue;
      squares[step] = (squares[step] ?? 0) + error * error;
      count[step] = (count[step] ?? 0) + 1;
    }
  }
  const rootMeanSquare = squares.map((sum, step) => Math.sqrt(sum / (count[step] ?? 0)));
  return { rootMeanSquare, count };
}
