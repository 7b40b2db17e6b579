import { commonSpan, leadChanges } from "./lead-changes.ts";
import { whitenedCorrelations } from "./whitened-correlations.ts";

export interface LeadSlopeInput {
  /** Values of the series that leads and of the one that follows, period by period; NaN: unknown. */
  readonly lead: ArrayLike<number>;
  readonly follower: ArrayLike<number>;
  /** Periods of a season: 12 for months; 1: none. */
  readonly frequency: number;
  /** Periods by which the lead is ahead. */
  readonly lag: number;
}

/**
 * By how much the follower stands higher, `lag` periods later and from then on, for each unit by which the lead stands higher
 * from some period on, in units of the follower: the weight of that lag in the transfer function of the changes. Other lags
 * count as nothing. 0 where either does not vary.
 * Definition: v = r(lag) × s(follower) ÷ s(lead), of the pre-whitened series (Box and Jenkins 1976, §11.2). O(n × lag).
 */
export function leadSlope({ lead, follower, frequency, lag }: LeadSlopeInput): number {
  const changes = leadChanges({ lead, follower }, commonSpan(lead, follower), frequency);
  const found = whitenedCorrelations(changes, lag);
  const [own, other] = [energy(found.lead), energy(found.follower)];
  const { deviations } = changes;
  if (own === 0 || deviations.lead === 0) return 0;
  const strength = found.correlations[lag - 1] ?? 0;
  return (strength * Math.sqrt(other / own) * deviations.follower) / deviations.lead;
}

function energy(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
