/** One target followed from check-in to check-in: the chance told (or any score that falls as danger grows) at each. */
export interface FollowedTarget {
  readonly hit: boolean;
  /** Points from the target's start to its deadline; check-ins stand at 1, 2, … of them. */
  readonly length: number;
  readonly told: readonly number[];
}

/** What alerts at one threshold are worth. */
export interface LeadFigures {
  /** Share of the missed targets that were alerted in time. */
  readonly detected: number;
  /** Mean share of the window that was left at the alert; a miss without one counts 0. */
  readonly lead: number;
}

/**
 * Alerts a target at the second of two check-ins in a row under a threshold, which is set so that `falseAlarms` of the
 * met targets were ever alerted. NaN where nothing was met or nothing missed.
 */
export function leadAt(followed: readonly FollowedTarget[], falseAlarms: number): LeadFigures {
  const met = followed.filter(({ hit }) => hit).map(lowestPair);
  const sorted = met.toSorted((one, other) => one - other);
  const threshold = sorted[Math.floor(falseAlarms * sorted.length)] ?? Number.NaN;
  const missed = followed.filter(({ hit }) => !hit);
  let detected = 0;
  let lead = 0;
  for (const target of missed) {
    const pair = pairsOf(target).findIndex((worst) => worst < threshold);
    if (pair < 0) continue;
    const elapsed = pair + 2;
    detected += 1;
    lead += (target.length - elapsed) / target.length;
  }
  return { detected: detected / missed.length, lead: lead / missed.length };
}

/** The better of each two check-ins in a row: both lie under a threshold where it does. */
function pairsOf({ told }: FollowedTarget): number[] {
  return told.slice(1).map((value, index) => Math.max(value, told[index] ?? Number.NaN));
}

function lowestPair(target: FollowedTarget): number {
  return pairsOf(target).reduce((low, pair) => Math.min(low, pair), Infinity);
}
