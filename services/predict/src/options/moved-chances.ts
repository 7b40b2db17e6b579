import { withTarget } from "./goal-variant.ts";
import type { Sought } from "./sought.ts";
import { variantChances } from "./variant-chances.ts";

/** Chances are worked out at so many points for each spread of where the goal ends, and lie on lines between them. */
const POINTS_OF_SPREAD = 4;
/** So many spreads beyond what is expected, nothing is in doubt any more. */
const FAR_SPREADS = 6;

/** The chance of a goal whose figure ends higher by so much than every possible future has it. */
export type MovedChance = (higher: number) => number;

/**
 * Reads the chances of a goal whose figure is moved, off the same futures: it ends higher by as much as its target is lower.
 * Only the points that are asked for are worked out, once each.
 */
export function movedChances({ basis, reading, expectedEnd, spread = 0 }: Sought): MovedChance {
  const { measured, target } = basis.goalCase;
  const now = target ?? 0;
  const chanceOf = variantChances(basis, 0);
  // A goal that is held to a share of the way has to come that share of what its target is moved.
  const share = basis.reach?.share ?? 1;
  const known = new Map<number, number>();
  const chanceAt = (higher: number): number => {
    const before = known.get(higher);
    if (before !== undefined) return before;
    const chance = chanceOf(withTarget(measured, reading, now - higher / share)) ?? 0;
    known.set(higher, chance);
    return chance;
  };
  const step = spread / POINTS_OF_SPREAD;
  if (!(step > 0)) return chanceAt;
  const far = Math.ceil((Math.abs(now - (expectedEnd ?? now)) + FAR_SPREADS * spread) / step);
  return (higher) => {
    const at = Math.max(-far, Math.min(far, higher / step));
    const point = Math.floor(at);
    const [lower, upper] = [chanceAt(point * step), chanceAt((point + 1) * step)];
    return lower + (at - point) * (upper - lower);
  };
}
