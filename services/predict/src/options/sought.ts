import type { NoOption, WeighedOption } from "@milepost/contracts";
import { roundFigure } from "@milepost/scoring";
import type { Reading } from "../series-reading.ts";
import type { Basis } from "./variant-chances.ts";

/** What options are sought for. */
export interface Sought {
  readonly basis: Basis;
  readonly reading: Reading;
  /** The goal's chance as it stands. */
  readonly pHit: number;
  /** An option helps when it brings the chance above this. */
  readonly clearAbove: number;
  /** Where the goal is expected to end, and how sure that is. */
  readonly expectedEnd: number | null;
  readonly spread: number | undefined;
  /** What the ids of the options end with: they are of this assessment alone. */
  readonly mark: string;
}

/** Options of one kind, or why there are none. */
export interface Found<Kind extends WeighedOption["kind"]> {
  readonly options: readonly Extract<WeighedOption, { kind: Kind }>[];
  readonly none: readonly NoOption[];
}

/** The odds of an option beside those of the goal as it stands. */
export function changed(
  { pHit: before }: Pick<Sought, "pHit">,
  pHit: number,
): { readonly pHit: number; readonly change: number } {
  return { pHit, change: roundFigure(pHit - before) ?? 0 };
}
