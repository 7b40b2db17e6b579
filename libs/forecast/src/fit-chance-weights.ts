import { chanceTerms, HALF_KNOWN } from "./goal-chance.ts";
import type { ChanceFeatures, ChanceWeights } from "./goal-chance.ts";
import { solveSymmetric } from "./solve-symmetric.ts";

/** One goal that ended, and what was known of it at a check-in. */
export interface ChanceExample {
  readonly features: ChanceFeatures;
  readonly hit: boolean;
}

const TERMS = ["constant", "ambition", "lean", "forecast", "theta", "precedent", "walk"] as const;
/** Two weights a term: for little and for much known. */
const SIZE = 2 * TERMS.length;
/** Precision of the normal priors: worth a few dozen examples. */
const PRIOR_PRECISION = 5;
const FORECAST_ALONE: ChanceWeights = {
  constant: [0, 0],
  ambition: [0, 0],
  lean: [0, 0],
  forecast: [1, 1],
  theta: [0, 0],
  precedent: [0, 0],
  walk: [0, 0],
};
const MOST_STEPS = 100;
const CONVERGED = 1e-7;

/** What is known before any example, and how much one example counts. */
export interface ChanceFitOptions {
  /** Default: the forecast alone is right. */
  readonly prior?: ChanceWeights;
  readonly priorPrecision?: number;
  /** The same for the lean, which is far smaller than log-odds are; default the others' precision. */
  readonly leanPrecision?: number;
  /** Below 1 where examples repeat each other; default 1. */
  readonly exampleWeight?: number;
}

/**
 * Learns the weights of one group from goals that ended.
 * Definition: logistic regression, maximum a posteriori with normal priors about the weights known before, by default "the
 * forecast alone is right" (its weights 1, all others 0); weights of log-odds are kept from falling below 0 and that of ambition from rising above it, so that an
 * easier target never lowers a chance. Projected Newton steps (Bertsekas 1982); deterministic. O(examples × steps).
 */
export function fitChanceWeights(
  examples: readonly ChanceExample[],
  options: ChanceFitOptions = {},
): ChanceWeights {
  const { exampleWeight = 1, prior = FORECAST_ALONE, priorPrecision = PRIOR_PRECISION } = options;
  const { leanPrecision = priorPrecision } = options;
  const problem = {
    rows: rowsOf(examples),
    examples,
    prior: Float64Array.from(TERMS.flatMap((term) => prior[term])),
    precisions: Float64Array.from({ length: SIZE }, (_, at) =>
      TERMS[at >> 1] === "lean" ? leanPrecision : priorPrecision,
    ),
    exampleWeight,
  };
  const weights = problem.prior.slice();
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const moves = newtonMoves(problem, weights);
    let largest = 0;
    for (let at = 0; at < SIZE; at += 1) {
      const moved = clip(at, get(weights, at) + get(moves, at));
      largest = Math.max(largest, Math.abs(moved - get(weights, at)));
      weights[at] = moved;
    }
    if (largest < CONVERGED) break;
  }
  const pairOf = (term: (typeof TERMS)[number]): readonly [number, number] => {
    const at = 2 * TERMS.indexOf(term);
    return [get(weights, at), get(weights, at + 1)];
  };
  return {
    constant: pairOf("constant"),
    ambition: pairOf("ambition"),
    lean: pairOf("lean"),
    forecast: pairOf("forecast"),
    theta: pairOf("theta"),
    precedent: pairOf("precedent"),
    walk: pairOf("walk"),
  };
}

/** What each weight multiplies, example after example. */
function rowsOf(examples: readonly ChanceExample[]): Float64Array {
  const rows = new Float64Array(SIZE * examples.length);
  for (const [index, { features }] of examples.entries()) {
    const much = features.known / (features.known + HALF_KNOWN);
    const terms = chanceTerms(features);
    for (const [at, term] of TERMS.entries()) {
      rows[index * SIZE + 2 * at] = (1 - much) * terms[term];
      rows[index * SIZE + 2 * at + 1] = much * terms[term];
    }
  }
  return rows;
}

/** What is to be fitted, weights laid out in pairs as the terms are. */
interface FitProblem {
  readonly rows: Float64Array;
  readonly examples: readonly ChanceExample[];
  readonly prior: Float64Array;
  readonly precisions: Float64Array;
  readonly exampleWeight: number;
}

/** The Newton step of the weights that are free to move; those that would leave their side from its edge stay. */
function newtonMoves(problem: FitProblem, weights: Float64Array): Float64Array {
  const { exampleWeight, examples, precisions, prior, rows } = problem;
  const gradient = weights.map((weight, at) => get(precisions, at) * (get(prior, at) - weight));
  const curvature = new Float64Array(SIZE * SIZE);
  for (let at = 0; at < SIZE; at += 1) curvature[at * SIZE + at] = get(precisions, at);
  for (const [index, { hit }] of examples.entries()) {
    const start = index * SIZE;
    let score = 0;
    for (let at = 0; at < SIZE; at += 1) score += get(weights, at) * get(rows, start + at);
    const chance = 1 / (1 + Math.exp(-score));
    for (let at = 0; at < SIZE; at += 1) {
      const value = exampleWeight * get(rows, start + at);
      gradient[at] = get(gradient, at) + value * (Number(hit) - chance);
      const weighed = value * chance * (1 - chance);
      for (let other = 0; other <= at; other += 1) {
        const cell = at * SIZE + other;
        curvature[cell] = get(curvature, cell) + weighed * get(rows, start + other);
      }
    }
  }
  for (let at = 0; at < SIZE; at += 1) {
    const onEdge = get(weights, at) === 0 && clip(at, get(gradient, at)) === 0 && sideOf(at) !== 0;
    if (onEdge) holdStill(curvature, gradient, at);
  }
  return solveSymmetric(curvature, gradient);
}

function holdStill(curvature: Float64Array, gradient: Float64Array, at: number): void {
  for (let other = 0; other < SIZE; other += 1) {
    curvature[Math.max(at, other) * SIZE + Math.min(at, other)] = Number(at === other);
  }
  gradient[at] = 0;
}

/** The side of 0 that a weight must stay on: 1 not below, −1 not above, 0 either. */
function sideOf(at: number): number {
  const term = TERMS[at >> 1];
  return term === "constant" || term === "lean" ? 0 : term === "ambition" ? -1 : 1;
}

function clip(at: number, weight: number): number {
  const side = sideOf(at);
  return side * weight < 0 ? 0 : weight;
}

function get(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
