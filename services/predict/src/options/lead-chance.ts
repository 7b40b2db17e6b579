import { fillStandardNormal, quantile, seededRandom } from "@milepost/forecast";
import { roundFigure } from "@milepost/scoring";
import type { MovedChance } from "./moved-chances.ts";

/** Slopes that are drawn: as many as futures, every second one the mirror image of the one before about the estimate. */
const SLOPE_DRAWS = 1_000;
/** What lies between these holds four slopes in five. */
const [LOW, HIGH] = [0.1, 0.9];

/** A lead whose effect is known as well as its slope is. */
export interface UnsureSlope {
  readonly slope: number;
  /** Its standard error. */
  readonly error: number;
  /** What the draws follow from. */
  readonly seed: string;
}

/** The chance of a goal once a lead was moved: over all slopes that may be, and between which chances four in five lie. */
export interface LeadChance {
  readonly pHit: number;
  readonly pHitLow: number;
  readonly pHitHigh: number;
}

/**
 * The chance of a goal whose figure gets `slope` for each unit that is moved, by slopes drawn from the normal distribution about
 * the estimate. The same slopes are drawn for each amount. O(draws) for each.
 */
export function leadChance(
  { slope, error, seed }: UnsureSlope,
  chanceOf: MovedChance,
): (moved: number) => LeadChance {
  const draws = new Float64Array(SLOPE_DRAWS / 2);
  fillStandardNormal(draws, seededRandom(seed));
  return (moved) => {
    const chances = Float64Array.from({ length: SLOPE_DRAWS }, (_, at) => {
      const away = error * (draws[at >> 1] ?? 0);
      return chanceOf((at % 2 === 0 ? slope + away : slope - away) * moved);
    });
    const mean = chances.reduce((sum, chance) => sum + chance / SLOPE_DRAWS, 0);
    return {
      pHit: roundFigure(mean) ?? 0,
      pHitLow: roundFigure(quantile(chances, LOW)) ?? 0,
      pHitHigh: roundFigure(quantile(chances, HIGH)) ?? 0,
    };
  };
}
