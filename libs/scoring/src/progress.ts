import type { FigureRange } from "./target-range.ts";
import { isInRange } from "./target-range.ts";

/** Where a measure started, where it is and where it must end, in the KPI's unit; null is unknown. */
export interface ProgressInput {
  readonly from: number | null;
  readonly actual: number | null;
  readonly to: number | null;
  /** The figures that meet the target; null: nobody says which way is better. */
  readonly range: FigureRange | null;
}

/**
 * Raw progress (actual − from) / (to − from), unclamped; 1 is the target.
 * Null where a part is unknown or larger than numbers go, and where `from` already meets `to`: that is a goal to hold.
 */
export function progress({ from, actual, to, range }: ProgressInput): number | null {
  if (from === null || actual === null || to === null) return null;
  if (from === to || (range !== null && isInRange(from, range))) return null;
  const [done, way] = [actual - from, to - from];
  return Number.isFinite(done) && Number.isFinite(way) ? done / way : null;
}
