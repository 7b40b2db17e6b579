import type { ConformalWidening, WideningFactor } from "./conformal-widening.ts";

/** The widening factors for a number of months remaining; 1 where nothing was learned. */
export function wideningAt(
  conformal: ConformalWidening | null | undefined,
  monthsRemaining: number,
): Pick<WideningFactor, "factor80" | "factor95"> {
  const found = conformal?.factors.find((factor) => factor.monthsRemaining === monthsRemaining);
  return found ?? { factor80: 1, factor95: 1 };
}
