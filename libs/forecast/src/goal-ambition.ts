import { centralSpread } from "./central-spread.ts";
import type { FigureRange } from "./path-goal.ts";

/**
 * How far a target lies on the better side of where its goal starts, in spreads (half of the central 68 %) of the figures
 * that are forecast: negative for a level to keep. 0 where the start is unknown, the range is closed on both sides, or
 * nothing is uncertain. O(1).
 */
export function goalAmbition(range: FigureRange, from: number | null, sorted: Float64Array): number {
  const spread = centralSpread(sorted);
  if (from === null || Number.isNaN(from) || !(spread > 0)) return 0;
  if (range.upper === Infinity) return (range.lower - from) / spread;
  return range.lower === -Infinity ? (from - range.upper) / spread : 0;
}
