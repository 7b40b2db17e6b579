import type { Alerting, AlertingOfSome, Goal } from "@milepost/contracts";

/** What alerts of one goal go by. */
export interface GoalAlerting extends Alerting {
  /** The chance that they look at is that of this share of the way to the target; 1 is the target. */
  readonly reach: number;
}

/** An aspirational goal is expected to be 70 % reached (OKR-5). */
const ASPIRATIONAL_REACH = 0.7;

/** What of a goal decides what its alerts go by. */
export type Alerted = Pick<Goal, "kind" | "commitment"> & { readonly costOfMiss?: number | undefined };

/**
 * What alerts of a goal go by: what is said of its kind, else of its commitment, else of all. Where the plan says what missing
 * the goal and looking into an alert cost, the threshold is no higher than where looking pays.
 */
export function alertingOf(alerting: Alerting, goal: Alerted): GoalAlerting {
  const said = statedOf(alerting, goal);
  const { costOfMiss } = goal;
  const { costOfInvestigation } = alerting;
  if (costOfMiss === undefined || costOfInvestigation === undefined) return said;
  // Looking pays where P(miss) · costOfMiss > costOfInvestigation, which is where P(hit) is below this.
  const worthBelow = Math.max(0, 1 - costOfInvestigation / costOfMiss);
  return { ...said, raiseBelow: Math.min(said.raiseBelow, worthBelow) };
}

/** By how much the chance has to rise to count as improved, from 0 to 1; what costs make of the threshold changes nothing of it. */
export function hysteresisOf(alerting: Alerting, goal: Alerted): number {
  const { clearAbove, raiseBelow } = statedOf(alerting, goal);
  return clearAbove - raiseBelow;
}

function statedOf(alerting: Alerting, { kind, commitment }: Alerted): GoalAlerting {
  const reach = commitment === "aspirational" ? ASPIRATIONAL_REACH : 1;
  return withSome(withSome({ ...alerting, reach }, alerting[commitment]), alerting.kinds?.[kind]);
}

/** A setting with what is said of some goals in its place. */
export function withSome<Setting extends Alerting>(setting: Setting, some: AlertingOfSome = {}): Setting {
  const said = Object.entries(some).filter(([, value]) => value !== undefined);
  return { ...setting, ...Object.fromEntries(said) };
}
