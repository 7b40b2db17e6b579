/** A central interval, in per cent. */
export type IntervalLevel = 80 | 95;

/** The normal distribution's distance from the middle to either end of a central interval. */
export const NORMAL_REACH: Readonly<Record<IntervalLevel, number>> = {
  80: 1.281_551_565_544_6,
  95: 1.959_963_984_540_054,
};

/**
 * The distance from the middle of Student's distribution to either end of a central interval, in units of its scale.
 * Definition: Hill (1970), algorithm 396, for two degrees of freedom or more; six correct digits. O(1).
 */
export function studentReach(level: IntervalLevel, degrees: number): number {
  const tails = 1 - level / 100;
  if (degrees <= 2) return Math.sqrt(2 / (tails * (2 - tails)) - 2);
  const a = 1 / (degrees - 0.5);
  const b = 48 / (a * a);
  const c = (((20_700 * a) / b - 98) * a - 16) * a + 96.36;
  const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt((a * Math.PI) / 2) * degrees;
  const tail = (d * tails) ** (2 / degrees);
  if (tail <= 0.05 + a) {
    const corrected = 1 / (((degrees + 6) / (degrees * tail) - 0.089 * d - 0.822) * (degrees + 2) * 3);
    const inTail =
      ((corrected + 0.5 / (degrees + 4)) * tail - 1) * ((degrees + 1) / (degrees + 2)) + 1 / tail;
    return Math.sqrt(degrees * inTail);
  }
  const x = -NORMAL_REACH[level];
  const square = x * x;
  const few = degrees < 5 ? c + 0.3 * (degrees - 4.5) * (x + 0.6) : c;
  const scaled = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + few;
  const series = (((((0.4 * square + 6.3) * square + 36) * square + 94.5) / scaled - square - 3) / b + 1) * x;
  return Math.sqrt(degrees * Math.expm1(a * series * series));
}
