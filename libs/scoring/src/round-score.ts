import { roundFigure, roundValue } from "./round-figure.ts";
import { SCORE_BANDS } from "./status-rules.ts";

/** Where one colour ends and the next begins. */
const BOUNDS = SCORE_BANDS.bands.flatMap(({ from }) => from ?? []);

/**
 * A score as it is stored: rounded to 12 significant digits, but never across a bound of its bands (BSC-10), of which 3⅓ has
 * more digits than that. What misses a bound by nothing but binary noise stands on it.
 */
export function roundScore(score: number | null): number | null {
  if (score === null) return null;
  const on = BOUNDS.find((bound) => roundValue(bound) === roundValue(score));
  if (on !== undefined) return on;
  const rounded = roundFigure(score);
  const staysOnItsSide = rounded === null || BOUNDS.every((bound) => rounded >= bound === score >= bound);
  return staysOnItsSide ? rounded : score;
}
