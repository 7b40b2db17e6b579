import { numberText } from "./numbers.ts";

/** What stands where there are fewer outcomes than it takes. */
export const TOO_FEW = "too few to say";
const BRIER_DECIMALS = 3;

/** A Brier score: `0.143`. */
export function scoreText(value: number): string {
  return numberText(value, BRIER_DECIMALS);
}

/** A share in whole percent; unlike a chance it may be 0 or 100. */
export function shareText(share: number): string {
  return `${Math.round(share * 100)}\u00a0%`;
}
