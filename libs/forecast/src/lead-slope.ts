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

/** How much one series moves another. */
export interface LeadSlope {
  /** In units of the follower for each unit of the lead; 0 where either does not vary. */
  readonly slope: number;
  /** Its standard error; not finite where there are too few periods to tell. */
  readonly error: number;
}

/** A slope and a mean are estimated. */
const ESTIMATED = 2;

/**
 * By how much the follower stands higher, `lag` periods later and from then on, for each unit by which the lead stands higher
 * from some period on, in units of the follower: the weight of that lag in the transfer function of the changes. Other lags
 * count as nothing. The error is of the slope alone: that the lag was chosen, and a lead that a test supports, is not in it.
 * Definition: v = r(lag) × s(follower) ÷ s(lead), of the pre-whitened series (Box and Jenkins 1976, §11.2); its error that
 * of a regression on one variable, √((1 − r²) ÷ (n − 2)) × s(follower) ÷ s(lead) (Draper and Smith 1998, §1.4). O(n × lag).
 */
export function leadSlope({ lead, follower, frequency, lag }: LeadSlopeInput): LeadSlope {
  const changes = leadChanges({ lead, follower }, commonSpan(lead, follower), frequency);
  const found = whitenedCorrelations(changes, lag);
  const [own, other] = [energy(found.lead), energy(found.follower)];
  const { deviations } = changes;
  if (own === 0 || deviations.lead === 0) return { slope: 0, error: 0 };
  const strength = found.correlations[lag - 1] ?? 0;
  const perUnit = (Math.sqrt(other / own) * deviations.follower) / deviations.lead;
  const free = found.lead.length - lag - ESTIMATED;
  const error = free > 0 ? perUnit * Math.sqrt((1 - strength ** 2) / free) : Number.POSITIVE_INFINITY;
  return { slope: strength * perUnit, error };
}

function energy(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
