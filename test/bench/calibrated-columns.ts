import type { ScoreSheet } from "./score-sheet.ts";

const FOLDS = 5;
const MOST_STEPS = 50;
const SLOPE_PRIOR = 1e-3;

/**
 * The hit rate of all tasks of the other folds of series that have the same entry (a status, or one constant): what the
 * baseline would say if it knew how often it is right. Series are dealt to five folds in turn.
 */
export function hitRates(sheet: ScoreSheet, entries: readonly number[]): number[] {
  const hits = new Map<string, number>();
  const counts = new Map<string, number>();
  const add = (to: Map<string, number>, key: string, value: number): void => {
    to.set(key, (to.get(key) ?? 0) + value);
  };
  for (const [row, entry] of entries.entries()) {
    for (let fold = 0; fold < FOLDS; fold += 1) {
      if (fold === foldOf(sheet, row)) continue;
      add(hits, `${fold} ${entry}`, sheet.hits[row] ?? 0);
      add(counts, `${fold} ${entry}`, 1);
    }
  }
  return entries.map((entry, row) => {
    const key = `${foldOf(sheet, row)} ${entry}`;
    return ((hits.get(key) ?? 0) + 0.5) / ((counts.get(key) ?? 0) + 1);
  });
}

/** The chance by logistic regression on one column (intercept and slope), learnt on the other folds of series. */
export function logisticChances(sheet: ScoreSheet, column: readonly number[]): number[] {
  const fits = Array.from({ length: FOLDS }, (_, fold) => fitLine(sheet, column, fold));
  return column.map((value, row) => {
    const { intercept, slope } = fits[foldOf(sheet, row)] ?? { intercept: 0, slope: 0 };
    return 1 / (1 + Math.exp(-intercept - slope * compress(value)));
  });
}

interface Line {
  readonly intercept: number;
  readonly slope: number;
}

/** Newton's method for logistic regression on every fold but one. */
function fitLine(sheet: ScoreSheet, column: readonly number[], without: number): Line {
  let intercept = 0;
  let slope = 0;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    let [g0, g1, h00, h01, h11] = [0, -SLOPE_PRIOR * slope, SLOPE_PRIOR, 0, SLOPE_PRIOR];
    for (const [row, value] of column.entries()) {
      if (foldOf(sheet, row) === without) continue;
      const x = compress(value);
      const chance = 1 / (1 + Math.exp(-intercept - slope * x));
      const miss = (sheet.hits[row] ?? 0) - chance;
      const weight = chance * (1 - chance);
      g0 += miss;
      g1 += miss * x;
      h00 += weight;
      h01 += weight * x;
      h11 += weight * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    const moves = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant] as const;
    intercept += moves[0];
    slope += moves[1];
    if (Math.abs(moves[0]) + Math.abs(moves[1]) < 1e-9) break;
  }
  return { intercept, slope };
}

/** A few tasks lead by a hundred scales; they must not decide the slope. */
function compress(lead: number): number {
  return Math.asinh(lead);
}

function foldOf(sheet: ScoreSheet, row: number): number {
  return (sheet.series[row] ?? 0) % FOLDS;
}
