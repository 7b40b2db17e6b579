import type { NoOption, WeighedOption } from "@milepost/contracts";
import { roundFigure } from "@milepost/scoring";
import type { Reading } from "../series-reading.ts";
import type { Basis } from "./variant-chances.ts";

/**
 * A change of plan that gains less is no help. A chance is counted on a thousand paths, so it is unsure by up to 1.6 points and
 * the difference of two by 2.2: this is beyond what chance alone makes of them in 19 of 20 cases.
 */
const LEAST_GAIN = 0.05;

/** What options are sought for. */
export interface Sought {
  readonly basis: Basis;
  readonly reading: Reading;
  /** Epoch milliseconds: when it is weighed. What has begun by then cannot be moved any more. */
  readonly at: number;
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

/** Whether a chance is above what is sought, and by enough above that of the goal as it stands. */
export function isHelp({ pHit, clearAbove }: Pick<Sought, "pHit" | "clearAbove">, chance: number): boolean {
  return chance > clearAbove && chance - pHit >= LEAST_GAIN - NOISE;
}

/** What adding and taking away leaves of a chance of six decimals. */
const NOISE = 1e-9;

/** Why nothing that was tried is a help. */
export function whyNone({ pHit, clearAbove }: Pick<Sought, "pHit" | "clearAbove">): NoOption["reason"] {
  return pHit + LEAST_GAIN > clearAbove ? "gains_little" : "none_helps";
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
