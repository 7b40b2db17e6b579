import { roundFigure } from "./round-figure.ts";
import { isInRange } from "./target-range.ts";
import type { FigureRange } from "./target-range.ts";

/** What a figure was meant to be: the target, and the figures that meet it. */
export interface Wanted {
  readonly target: number | null;
  readonly range: FigureRange | null;
}

/**
 * How far a figure fell short of its target, as a share of the target's size: .42 is 42 % short, 0 is not short. Which way
 * is short follows from the range (less of what should grow, more of what should shrink, outside of what should stay);
 * the distance is that to its nearest end. Null where the figure or the target is unknown, or the target is 0.
 */
export function shortfall(figure: number | null, { target, range }: Wanted): number | null {
  if (figure === null || target === null || target === 0 || range === null) return null;
  if (isInRange(figure, range)) return 0;
  const end = figure < range.lower ? range.lower : range.upper;
  return roundFigure(Math.abs(figure - end) / Math.abs(target));
}
