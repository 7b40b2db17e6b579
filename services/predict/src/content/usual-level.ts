/** Periods that say what is usual, at most and at least. */
const USUAL_PERIODS = { most: 12, least: 4 } as const;

/** How a value stands beside those before it. */
export interface UsualLevel {
  readonly usual: number;
  /** Standard deviation of the values before it. */
  readonly spread: number;
}

/** Mean and spread of the values right before a place in a series, null being unknown; null: too few are known. */
export function usualLevel(values: readonly (number | null)[], place: number): UsualLevel | null {
  const before = values.slice(Math.max(0, place - USUAL_PERIODS.most), Math.max(0, place));
  const known = before.filter((value) => value !== null);
  if (known.length < USUAL_PERIODS.least) return null;
  const usual = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - usual) ** 2, 0);
  return { usual, spread: Math.sqrt(squares / (known.length - 1)) };
}
