import type { ScoreSheet } from "./score-sheet.ts";

/** Standard errors of one column's scores. */
export interface ResampledErrors {
  readonly brier: number;
  readonly auc: number;
  readonly ece: number;
}

const RESAMPLES = 200;
const BINS = 10;

/**
 * Standard errors of Brier score, AUC and calibration error: their standard deviations over resamples of whole series, drawn
 * with replacement. A fixed sequence draws, so figures repeat. O(resamples × rows).
 */
export function resampledErrors(sheet: ScoreSheet, column: readonly number[]): ResampledErrors {
  const rows = placedRows(sheet, column);
  const drawn = new Float64Array(rows.series);
  const found = { brier: new Float64Array(RESAMPLES), auc: new Float64Array(RESAMPLES) };
  const ece = new Float64Array(RESAMPLES);
  let state = 1;
  for (let resample = 0; resample < RESAMPLES; resample += 1) {
    drawn.fill(0);
    for (let draw = 0; draw < rows.series; draw += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const series = Math.floor((state / 4_294_967_296) * rows.series);
      drawn[series] = (drawn[series] ?? 0) + 1;
    }
    const sums = binnedSums(rows, drawn);
    found.brier[resample] = sums.squares / sums.count;
    ece[resample] = sums.gaps / sums.count;
    found.auc[resample] = areaOf(rows, drawn);
  }
  return { brier: deviationOf(found.brier), auc: deviationOf(found.auc), ece: deviationOf(ece) };
}

/** The rows of a column in ascending order of their chance. */
interface PlacedRows {
  /** How many series there are; `place` says which of them a row belongs to. */
  readonly series: number;
  readonly place: Int32Array;
  readonly hit: Uint8Array;
  readonly chance: Float64Array;
}

function placedRows(sheet: ScoreSheet, column: readonly number[]): PlacedRows {
  const places = new Map<number, number>();
  for (const series of sheet.series) if (!places.has(series)) places.set(series, places.size);
  const chances = Float64Array.from(column);
  const order = Int32Array.from(column.keys()).sort(
    (left, right) => (chances[left] ?? 0) - (chances[right] ?? 0),
  );
  return {
    series: places.size,
    place: Int32Array.from(order, (row) => places.get(sheet.series[row] ?? -1) ?? 0),
    hit: Uint8Array.from(order, (row) => sheet.hits[row] ?? 0),
    chance: Float64Array.from(order, (row) => chances[row] ?? Number.NaN),
  };
}

/** Sums over the rows, each as often as its series was drawn: rows, squared errors, and the absolute gaps of ten bins. */
function binnedSums(
  { chance, hit, place }: PlacedRows,
  drawn: Float64Array,
): { readonly count: number; readonly squares: number; readonly gaps: number } {
  let count = 0;
  let squares = 0;
  const gaps = new Float64Array(BINS);
  for (let row = 0; row < chance.length; row += 1) {
    const times = drawn[place[row]!]!;
    const gap = chance[row]! - hit[row]!;
    count += times;
    squares += times * gap * gap;
    gaps[Math.min(BINS - 1, Math.floor(chance[row]! * BINS))]! += times * gap;
  }
  return { count, squares, gaps: gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) };
}

/** The share of pairs of a hit and a miss of which the hit had the greater chance; equal chances count half. */
function areaOf({ chance, hit, place }: PlacedRows, drawn: Float64Array): number {
  let [hits, misses, won] = [0, 0, 0];
  for (let start = 0, end = 0; start < chance.length; start = end) {
    let [ofHits, ofMisses] = [0, 0];
    for (; end < chance.length && chance[end] === chance[start]; end += 1) {
      if (hit[end] === 1) ofHits += drawn[place[end]!]!;
      else ofMisses += drawn[place[end]!]!;
    }
    won += ofHits * (misses + ofMisses / 2);
    hits += ofHits;
    misses += ofMisses;
  }
  return won / (hits * misses);
}

function deviationOf(values: Float64Array): number {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
  return Math.sqrt(variance);
}
