import { windowDates } from "@milepost/contracts";
import type { Grain } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { goalPeriods } from "@milepost/scoring";
import type { GoalIdentity } from "./goal-identity.ts";

/** A goal that is not open in a month. */
export interface NotOpenGoal extends Pick<GoalIdentity, "title" | "from" | "to"> {
  /** Where its window holds the month and none of its periods is over: their grain, and how many there are; else null. */
  readonly begun: { readonly grain: Grain; readonly periods: number } | null;
}

/** What is said of a goal that is not open in a month; null: there is no such goal. */
export function notOpenGoal(plan: PlanState, id: string, month: string): NotOpenGoal | null {
  const goal = plan.goals.get(id)?.definition;
  if (goal === undefined) return null;
  const { from, to } = windowDates(goal.window);
  const kpi = plan.kpis.get(goal.measure.kpi)?.definition;
  const periods = kpi === undefined ? [] : goalPeriods(goal, kpi);
  const [first] = periods;
  const monthOf = (date: string): string => date.slice(0, month.length);
  const isInside = monthOf(from) <= month && month <= monthOf(to);
  const waits = isInside && first !== undefined && month < monthOf(first.end);
  const begun = waits ? { grain: first.grain, periods: periods.length } : null;
  return { title: goal.title, from, to, begun };
}

/** The first of some goals that has begun and of which nothing can be said yet. */
export function begunGoal(plan: PlanState, ids: readonly string[], month: string): NotOpenGoal | null {
  const goals = ids.map((id) => notOpenGoal(plan, id, month));
  return goals.find((goal) => goal !== null && goal.begun !== null) ?? null;
}
