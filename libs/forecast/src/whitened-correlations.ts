import { autoregression } from "./autoregression.ts";
import { laggedCorrelations } from "./lagged-correlations.ts";
import type { LaggedCorrelations } from "./lagged-correlations.ts";
import type { LeadChanges } from "./lead-changes.ts";
import { prewhiten } from "./prewhiten.ts";

const MOST_OWN_STEPS = 8;

/**
 * How what the lead's own past does not explain goes together with the follower, filtered in the same way (pre-whitening: Box
 * and Jenkins 1976, §11). O(n × maxLag).
 */
export function whitenedCorrelations(
  { lead, follower }: Pick<LeadChanges, "lead" | "follower">,
  maxLag: number,
): LaggedCorrelations {
  const most = Math.min(MOST_OWN_STEPS, Math.floor(lead.length / 4));
  const own = autoregression(lead, most);
  return laggedCorrelations(prewhiten(lead, own), prewhiten(follower, own), maxLag);
}
