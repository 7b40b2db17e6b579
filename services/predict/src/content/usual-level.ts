import type { Period } from "@milepost/contracts";
import { usualLevel } from "@milepost/forecast";
import { roundFigure, roundValue } from "@milepost/scoring";
import { historyUpTo } from "../forecast-input.ts";
import { FREQUENCIES } from "../leads/frequencies.ts";
import type { KnownSeries } from "../series-reading.ts";

/** A move is out of the usual from this many of the series' own spreads on: of noise less than 1 in 100 goes as far that way. */
export const UNUSUAL_SPREADS = 3;

/** Periods that say what is usual, at most: three seasons, and the values whose distance from them is looked at. */
const SEASONS_LOOKED_AT = 3;
const MOST_MOVES = 48;

/** How a value stands beside what is usual by those before it. */
export interface Stood {
  readonly actual: number;
  readonly usual: number;
  readonly spread: number;
}

/** How a series stood in a period; null: its figure then is unknown, or too few are known before it to say what is usual. */
export function stoodIn(series: KnownSeries, period: Period): Stood | null {
  const frequency = FREQUENCIES[period.grain];
  const values = historyUpTo(series, period).slice(-(SEASONS_LOOKED_AT * frequency + MOST_MOVES) - 1);
  const actual = roundValue(values.at(-1) ?? null);
  const level = usualLevel(values, frequency);
  const usual = roundFigure(level?.usual ?? null);
  return actual === null || level === null || usual === null ? null : { actual, usual, spread: level.spread };
}
