import { windowDates } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { pagedId } from "./kpi-facts.ts";
import type { Moment } from "./readings.ts";

/** KPI → first month of the next goal that is not over at a moment, `2015-01`; private goals left out. */
export function goalBeginnings(plan: PlanState, { period }: Moment): ReadonlyMap<string, string> {
  const begins = new Map<string, string>();
  for (const { definition: goal } of plan.goals.values()) {
    const { from, to } = windowDates(goal.window);
    if (goal.private || to.slice(0, 7) < period) continue;
    const kpi = pagedId(plan, goal.measure.kpi);
    const month = from.slice(0, 7);
    if (month < (begins.get(kpi) ?? "9999")) begins.set(kpi, month);
  }
  return begins;
}
