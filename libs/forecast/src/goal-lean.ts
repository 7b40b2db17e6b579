import { centralSpread } from "./central-spread.ts";
import type { Judgement } from "./judged-figures.ts";

/** More spreads than this are a model that ran away, and say no more. */
const LARGEST_LEAN = 2;

/**
 * How far the figure of dynamic Theta's point forecast lies on the better side of the combined forecast's, in spreads (half
 * of the central 68 %) of the figures that are forecast. It does not depend on the target; where it would (margins of a
 * target that moves), the range is closed on both sides, or nothing is uncertain, it is 0. O(1).
 */
export function goalLean(
  { ofMargins, range }: Pick<Judgement, "ofMargins" | "range">,
  points: { readonly combined: number; readonly theta: number },
  sorted: Float64Array,
): number {
  const spread = centralSpread(sorted);
  const apart = (points.theta - points.combined) / spread;
  if (ofMargins || !(spread > 0) || Number.isNaN(apart)) return 0;
  const side = Number(range.upper === Infinity) - Number(range.lower === -Infinity);
  return side * Math.max(-LARGEST_LEAN, Math.min(LARGEST_LEAN, apart));
}
