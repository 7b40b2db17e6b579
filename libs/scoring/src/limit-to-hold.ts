/** A figure to hold as it is written, with its decimals. */
export interface LimitToHold {
  readonly figure: number;
  readonly decimals: number;
}

/** What arithmetic leaves of a decimal: so much of a figure counts as none. */
const NOISE = 1e-12;

/**
 * A figure that must at least come, or at most where less is better: never rounded to the side on which the target would be
 * missed. Where that would move its last decimal it has one more: 95.15 is 95.2, not 95, and not 96 either.
 */
export function limitToHold(limit: number, decimals: number, side: "atLeast" | "atMost"): LimitToHold {
  const kept = keptDecimal(limit, decimals, side);
  if (kept.toFixed(decimals) === limit.toFixed(decimals)) return { figure: kept, decimals };
  return { figure: keptDecimal(limit, decimals + 1, side), decimals: decimals + 1 };
}

function keptDecimal(value: number, decimals: number, side: "atLeast" | "atMost"): number {
  const scale = 10 ** decimals;
  const shifted = value * scale;
  const nearest = Math.round(shifted);
  const isWhole = Math.abs(shifted - nearest) <= Math.max(1, Math.abs(shifted)) * NOISE;
  if (isWhole) return nearest / scale;
  return (side === "atLeast" ? Math.ceil(shifted) : Math.floor(shifted)) / scale;
}
