import { currentId } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";

/** What a goal is called in the plan of a moment, by any name that it has now, had then or had before. */
export function goalNameIn(plan: PlanState, now: PlanState, id: string): string {
  if (plan.goals.has(id)) return id;
  const current = currentId(now, "goal", id);
  const then = [...plan.goals.keys()].find((one) => currentId(now, "goal", one) === current);
  return then ?? current;
}
