import { fillGaps } from "./fill-gaps.ts";
import type { ValueBounds } from "./goal-assessment.ts";

/** A series of mean size one, and the way back. */
export interface StandardSeries {
  /** What its values were divided by: their mean size, negative where the series was mirrored. */
  readonly scale: number;
  readonly values: Float64Array;
  readonly whole: Float64Array;
  /** Unknown values before the first known one, which are left out. */
  readonly skipped: number;
  readonly known: number;
  readonly lower: number;
  readonly upper: number;
}

/** The series from its first known value on, mirrored where it is mostly negative, of mean size one; null where nothing is known. */
export function standardSeries(
  history: ArrayLike<number>,
  bounds: ValueBounds | undefined,
): StandardSeries | null {
  const all = Float64Array.from(history, (value) => (Number.isFinite(value) ? value : Number.NaN));
  const first = all.findIndex((value) => !Number.isNaN(value));
  if (first < 0) return null;
  const values = all.subarray(first);
  let known = 0;
  for (const value of values) known += Number(!Number.isNaN(value));
  let size = 0;
  let sum = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    size += Math.abs(value) / known;
    sum += value / known;
  }
  const scale = (size > 0 ? size : 1) * (sum < 0 ? -1 : 1);
  const { lower, upper } = rangeOf(bounds);
  const [one, other] = [lower / scale, upper / scale];
  const standard = values.map((value) => value / scale);
  return {
    scale,
    values: standard,
    whole: fillGaps(standard),
    skipped: first,
    known,
    lower: open(Math.min(one, other)),
    upper: open(Math.max(one, other)),
  };
}

/** So large that nothing measured comes near, and so small that no window's sum of such figures is infinite. */
const LARGEST: number = Number.MAX_VALUE / 1e9;

/** The range in which numbers can be told; no bound is the greatest number that can still be added up. */
export function rangeOf(bounds: ValueBounds | undefined): { readonly lower: number; readonly upper: number } {
  return { lower: bounds?.lower ?? -LARGEST, upper: bounds?.upper ?? LARGEST };
}

function open(bound: number): number {
  return Math.abs(bound) >= BEYOND_ALL ? Math.sign(bound) * Number.POSITIVE_INFINITY : bound;
}

/** A bound of this many mean sizes of the series bounds nothing. */
const BEYOND_ALL = 1e12;
