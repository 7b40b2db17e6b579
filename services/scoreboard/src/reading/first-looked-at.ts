import { windowDates } from "@milepost/contracts";
import type { Goal } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { openGoals } from "./goal-readings.ts";
import { oncePerPlan } from "./once-per-plan.ts";
import type { Moment } from "./readings.ts";

/** First local date whose figures a goal is judged by: its window's, or one a year before for last year's ratio. */
export function firstLookedAt({ window, measure: { trajectory } }: Pick<Goal, "window" | "measure">): string {
  const { from } = windowDates(window);
  const isByLastYear =
    typeof trajectory === "object" && "planned" in trajectory && trajectory.planned === "last-year-ratio";
  return isByLastYear ? `${Number(from.slice(0, 4)) - 1}${from.slice(4)}` : from;
}

/** For each KPI, the first date that one of its goals looks at which are open at a moment. */
export function firstLookedAtByKpi(
  plan: PlanState,
  moment: Pick<Moment, "period">,
): ReadonlyMap<string, string> {
  const known = firstInMonth(plan);
  let first = known.get(moment.period);
  if (first === undefined) known.set(moment.period, (first = computed(plan, moment)));
  return first;
}

const firstInMonth = oncePerPlan(() => new Map<string, ReadonlyMap<string, string>>());

function computed(plan: PlanState, moment: Pick<Moment, "period">): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  for (const { goal } of openGoals(plan, moment).values()) {
    const { kpi } = goal.measure;
    const date = firstLookedAt(goal);
    const other = first.get(kpi);
    if (other === undefined || date < other) first.set(kpi, date);
  }
  return first;
}
