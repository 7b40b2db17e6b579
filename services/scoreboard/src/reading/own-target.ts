import type { Period } from "@milepost/contracts";
import { exactSum, goalPeriods, roundValue, valueTargetAt } from "@milepost/scoring";
import type { TargetInput } from "@milepost/scoring";

/**
 * What a period's own value is held against, in the KPI's unit: of a sum its part of the target, so that the parts add up
 * to the target to date; else that target. Null where it is unknown, or where the plan says no part of this very period.
 */
export function ownTarget({ goal, kpi, values }: TargetInput, period: Period): number | null {
  const input = { goal, kpi, values };
  const { toDate } = valueTargetAt(input, period);
  if (goal.measure.evaluation !== "cumulative") return toDate;
  const before = goalPeriods(goal, kpi).findLast(({ start }) => start < period.start);
  if (toDate === null || !saysOwn(input, period)) return null;
  if (before === undefined) return toDate;
  const earlier = valueTargetAt(input, before).toDate;
  return earlier === null || !saysOwn(input, before) ? null : roundValue(exactSum([toDate, -earlier]));
}

/** Whether the trajectory says what a sum must have come to in this very period, and no other one's value is held on. */
function saysOwn({ goal, values }: TargetInput, { label }: Period): boolean {
  const { trajectory } = goal.measure;
  if (typeof trajectory === "string") return trajectory === "linear";
  if ("phased" in trajectory) return label in trajectory.phased;
  return (values.get(label)?.planned ?? null) !== null;
}
