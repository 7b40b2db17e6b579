import { addDuration, periodEndsAt } from "@milepost/contracts";
import type { Goal } from "@milepost/contracts";
import { timeZoneOf } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { goalPeriods } from "@milepost/scoring";

/** The due period of a goal's window, and since when (epoch milliseconds) it can be known; undefined: the plan cannot measure it. */
export function dueOf(
  plan: PlanState,
  goal: Goal | undefined,
): { readonly period: string; readonly knowableAt: number } | undefined {
  const kpi = plan.kpis.get(goal?.measure.kpi ?? "")?.definition;
  const due = goal && kpi && goalPeriods(goal, kpi).at(-1);
  if (kpi === undefined || due === undefined) return undefined;
  const timeZone = timeZoneOf(plan, kpi);
  const knowableAt = addDuration(periodEndsAt(due, timeZone), kpi.publicationLag, timeZone);
  return { period: due.label, knowableAt };
}

/**
 * Whether an outcome that is known since an instant (epoch milliseconds) is of the window that a plan gives a goal: one that was
 * known before the due period could be known is that of an earlier window. What a plan cannot measure has no other window.
 */
export function isOwnClosing(plan: PlanState, goal: Goal | undefined, asOf: number): boolean {
  const due = dueOf(plan, goal);
  return due === undefined || asOf >= due.knowableAt;
}
