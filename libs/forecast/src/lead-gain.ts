import { leastSquares } from "./least-squares.ts";
import type { LeastSquaresRow } from "./least-squares.ts";

/** Steps of its own past by which a series is foretold without the other one. */
const OWN_STEPS = 2;

/** What is foretold, by what, and from where on. */
export interface LeadGainInput {
  /** Changes of the series that leads and of the one that follows, in standard deviations. */
  readonly lead: ArrayLike<number>;
  readonly follower: ArrayLike<number>;
  readonly lag: number;
  /** The first step that is foretold; every one is foretold from what lies before it. */
  readonly from: number;
}

/**
 * Share of the typical error (root mean square) that knowing the lead takes off one-step forecasts of the follower, where
 * both are linear in the follower's last two steps, and one also in the lead `lag` steps before. Below 0: knowing it
 * makes forecasts worse. Definition: the out-of-sample test of Granger causality of Ashley, Granger and Schmalensee (1980).
 * O(steps² × 16).
 */
export function leadGain({ lead, follower, lag, from }: LeadGainInput): number {
  const first = Math.max(OWN_STEPS, lag);
  const own: LeastSquaresRow[] = [];
  const both: LeastSquaresRow[] = [];
  let [without, withLead] = [0, 0];
  for (let at = first; at < follower.length; at += 1) {
    const past = [1, follower[at - 1] ?? 0, follower[at - 2] ?? 0];
    const value = follower[at] ?? 0;
    const [ownRow, bothRow] = [
      { features: past, value },
      { features: [...past, lead[at - lag] ?? 0], value },
    ];
    if (at >= from) {
      without += errorOf(own, ownRow) ** 2;
      withLead += errorOf(both, bothRow) ** 2;
    }
    own.push(ownRow);
    both.push(bothRow);
  }
  return without > 0 ? 1 - Math.sqrt(withLead / without) : 0;
}

function errorOf(known: readonly LeastSquaresRow[], { features, value }: LeastSquaresRow): number {
  const weights = leastSquares(known);
  let told = 0;
  for (let at = 0; at < features.length; at += 1) told += (features[at] ?? 0) * (weights[at] ?? 0);
  return value - told;
}
