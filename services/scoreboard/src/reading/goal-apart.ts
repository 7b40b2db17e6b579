import { windowDates } from "@milepost/contracts";
import type { Goal } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { goalsOfKpis, pagedId } from "./kpi-facts.ts";

/**
 * What tells a goal from the others of its KPI whose windows share a day with its own, open or not: its title, or its id where
 * one of them has the same; null where there is none, or the plan does not have the goal.
 */
export function goalApart(plan: PlanState, id: string): string | null {
  const goal = plan.goals.get(id)?.definition;
  if (goal === undefined) return null;
  const others = (goalsOfKpis(plan).get(pagedId(plan, goal.measure.kpi)) ?? [])
    .filter((other) => other !== id)
    .flatMap((other) => plan.goals.get(other)?.definition ?? [])
    .filter((other) => !other.private && overlap(other, goal));
  if (others.length === 0) return null;
  return others.some(({ title }) => title === goal.title) ? id : goal.title;
}

function overlap(one: Goal, other: Goal): boolean {
  const [left, right] = [windowDates(one.window), windowDates(other.window)];
  return left.from <= right.to && right.from <= left.to;
}
