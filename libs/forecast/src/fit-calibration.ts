import type { Calibration, CalibrationExample } from "./calibration-model.ts";

/** How much is learned, and how much is taken on trust. */
export interface CalibrationOptions {
  /** Features to learn from, default the simulation alone; `simulation` starts at 1 and the others at 0. */
  readonly features?: readonly string[];
  /** Fewest earlier goals worth learning from, default 20. */
  readonly fewestExamples?: number;
}

/** Version of the procedure; it changes whenever equal examples would give another calibration. */
export const CALIBRATION_VERSION = "1";

const FEWEST_EXAMPLES = 20;
/** Standard deviations of the normal priors: that the simulation is right as it stands is the starting point. */
const INTERCEPT_DEVIATION = 1;
const SLOPE_DEVIATION = 0.5;
/** What one example counts for: goals of one year share their weather and their management, so they repeat each other. */
const EXAMPLE_WEIGHT = 0.5;
const MOST_STEPS = 500;
const CONVERGED = 1e-9;

/**
 * Learns a calibration from the outcomes of earlier goals at the same month; null where they are too few.
 * Definition: logistic regression on the simulation's log-odds (Platt 1999), maximum a posteriori with normal priors about
 * "the simulation is right" (intercept 0 ± 1, slope 1 ± 0.5, other features 0 ± 0.5), slopes not negative so that an easier
 * target never lowers a chance. Steps in one coefficient after the other, from the prior; deterministic. O(examples × features × steps).
 */
export function fitCalibration(
  examples: readonly CalibrationExample[],
  options: CalibrationOptions = {},
): Calibration | null {
  if (examples.length < (options.fewestExamples ?? FEWEST_EXAMPLES)) return null;
  const names = options.features ?? ["simulation"];
  const columns = [
    new Float64Array(examples.length).fill(1),
    ...names.map((name) => Float64Array.from(examples, (example) => example.features[name] ?? 0)),
  ];
  const outcomes = Float64Array.from(examples, (example) => Number(example.hit));
  const fitted = climb(columns, outcomes, ["", ...names]);
  const coefficients: Record<string, number> = {};
  for (const [index, name] of names.entries()) coefficients[name] = fitted[index + 1] ?? 0;
  const hits = examples.filter((example) => example.hit).length;
  const version = CALIBRATION_VERSION;
  return { version, count: examples.length, hits, intercept: fitted[0] ?? 0, coefficients };
}

/**
 * One coefficient after the other, by Newton's step with the curvature's upper bound (a chance's variance is at most ¼,
 * Böhning and Lindsay 1988): each step climbs, and the posterior is concave, so the climb ends at its one maximum.
 */
function climb(
  columns: readonly Float64Array[],
  outcomes: Float64Array,
  names: readonly string[],
): Float64Array {
  const start = Float64Array.from(names, (name) => (name === "simulation" ? 1 : 0));
  const values = start.slice();
  const scores = outcomes.map((_, row) =>
    columns.reduce((sum, column, at) => sum + get(start, at) * get(column, row), 0),
  );
  const curvatures = columns.map(
    (column, at) =>
      1 / deviationOf(at) ** 2 + (EXAMPLE_WEIGHT / 4) * column.reduce((sum, x) => sum + x * x, 0),
  );
  for (let step = 0; step < MOST_STEPS; step += 1) {
    let largestMove = 0;
    for (const [at, column] of columns.entries()) {
      let gradient = (get(start, at) - get(values, at)) / deviationOf(at) ** 2;
      for (let row = 0; row < outcomes.length; row += 1) {
        const chance = 1 / (1 + Math.exp(-get(scores, row)));
        gradient += EXAMPLE_WEIGHT * get(column, row) * (get(outcomes, row) - chance);
      }
      const wanted = get(values, at) + gradient / (curvatures[at] ?? 1);
      const move = (at === 0 ? wanted : Math.max(0, wanted)) - get(values, at);
      values[at] = get(values, at) + move;
      for (let row = 0; row < scores.length; row += 1)
        scores[row] = get(scores, row) + move * get(column, row);
      largestMove = Math.max(largestMove, Math.abs(move));
    }
    if (largestMove < CONVERGED) break;
  }
  return values;
}

function deviationOf(coefficient: number): number {
  return coefficient === 0 ? INTERCEPT_DEVIATION : SLOPE_DEVIATION;
}

function get(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
