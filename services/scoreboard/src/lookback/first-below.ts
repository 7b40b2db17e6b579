import type { AssessmentRow } from "@milepost/store/queries/assessments";
import type { FirstBelow } from "./past-goal.ts";

type Told = Pick<
  AssessmentRow,
  "id" | "as_of" | "period" | "periods_left" | "p_hit" | "reach" | "p_reach" | "backtest"
>;

/** The first chance below a threshold (strictly), by the moments that chances were told for; null: none was. */
export function firstBelow(made: readonly Told[], threshold: number): FirstBelow | null {
  const [first] = made
    // Where alerts look at a share of the way to the target, so does this.
    .map((one) => ({ ...one, p_hit: one.reach === null ? one.p_hit : one.p_reach }))
    .filter(({ p_hit: chance }) => chance !== null && chance < threshold)
    .toSorted((left, right) => Date.parse(left.as_of) - Date.parse(right.as_of));
  if (first === undefined) return null;
  return {
    event: first.id,
    at: Date.parse(first.as_of),
    period: first.period,
    periodsLeft: first.periods_left,
    chance: first.p_hit ?? 0,
    backtest: first.backtest,
  };
}
