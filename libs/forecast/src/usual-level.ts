import { fillGaps } from "./fill-gaps.ts";
import { median } from "./quantile.ts";
import { isSeasonal } from "./seasonality-test.ts";

/** Where the last value of a series would usually stand by those before it, and how far such values usually stray from there. */
export interface UsualLevel {
  readonly usual: number;
  /** A standard deviation, in the unit of the series. */
  readonly spread: number;
}

/** Values right before one that say its level, where the series has no season. */
const LEVEL = { most: 12, fewest: 6 } as const;
/** Seasons before one whose value at the same step says its level, where the series has a season. */
const SEASONS = { most: 3, fewest: 2 } as const;
/** Earlier values whose own distance from their level says what is usual. */
const MOVES = { most: 36, fewest: 12 } as const;

/**
 * The usual level of the last value (which is not looked at itself) by those before it, NaN where unknown; null: they are too
 * few, or fewer than two seasons, in which a season could not be told from a fall.
 * Definition: the level is the median of the twelve values before, in a seasonal series of the values at the same step of the
 * three seasons before. Up to 36 earlier values are held against theirs likewise: the usual level is the level and their median
 * distance from it (a drift is usual), the spread the root of their mean squared distance from that. What stands apart among
 * the values before moves medians little, and the spread as far as it is usual. O(n × period).
 */
export function usualLevel(values: ArrayLike<number>, period: number): UsualLevel | null {
  const before = knownOnwards(Array.from(values).slice(0, -1));
  if (before.length < 2 * period) return null;
  const hasSeason = isSeasonal(fillGaps(before), period);
  const levelAt = (index: number): number =>
    hasSeason ? median(sameSteps(before, index, period)) : recentLevel(before, index);
  const moves: number[] = [];
  for (let index = before.length - 1; index >= 0 && moves.length < MOVES.most; index -= 1) {
    const move = (before[index] ?? Number.NaN) - levelAt(index);
    if (Number.isFinite(move)) moves.push(move);
  }
  const level = levelAt(before.length);
  if (moves.length < MOVES.fewest || !Number.isFinite(level)) return null;
  if (hasSeason && sameSteps(before, before.length, period).length < SEASONS.fewest) return null;
  const drift = median(moves);
  const squares = moves.reduce((sum, move) => sum + (move - drift) ** 2, 0);
  return { usual: level + drift, spread: Math.sqrt(squares / (moves.length - 1)) };
}

function knownOnwards(values: readonly number[]): readonly number[] {
  const first = values.findIndex((value) => !Number.isNaN(value));
  return first < 0 ? [] : values.slice(first);
}

/** The known values right before, in the middle. */
function recentLevel(values: readonly number[], index: number): number {
  const known = values.slice(Math.max(0, index - LEVEL.most), index).filter((value) => !Number.isNaN(value));
  return known.length < LEVEL.fewest ? Number.NaN : median(known);
}

/** The known values at the same step of the seasons before. */
function sameSteps(values: readonly number[], index: number, period: number): readonly number[] {
  const places = Array.from({ length: SEASONS.most }, (_, season) => index - (season + 1) * period);
  return places.map((place) => values[place] ?? Number.NaN).filter((value) => !Number.isNaN(value));
}
