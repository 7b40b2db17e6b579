import type { Alerting, AlertingOfSome, Goal } from "@milepost/contracts";

/** What alerts of one goal go by. */
export interface GoalAlerting extends Alerting {
  /** The chance that they look at is that of this share of the way to the target; 1 is the target. */
  readonly reach: number;
}

/** An aspirational goal is expected to be 70 % reached (OKR-5). */
const ASPIRATIONAL_REACH = 0.7;

/** What alerts of a goal go by: what is said of its kind, else of its commitment, else of all. */
export function alertingOf(
  alerting: Alerting,
  { kind, commitment }: Pick<Goal, "kind" | "commitment">,
): GoalAlerting {
  const reach = commitment === "aspirational" ? ASPIRATIONAL_REACH : 1;
  return withSome(withSome({ ...alerting, reach }, alerting[commitment]), alerting.kinds?.[kind]);
}

/** A setting with what is said of some goals in its place. */
export function withSome<Setting extends Alerting>(setting: Setting, some: AlertingOfSome = {}): Setting {
  const said = Object.entries(some).filter(([, value]) => value !== undefined);
  return { ...setting, ...Object.fromEntries(said) };
}
