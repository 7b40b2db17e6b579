import { windowDates } from "@milepost/contracts";
import type { Goal } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { openGoals } from "./open-goals.ts";
import type { OpenAt, OpenGoal } from "./open-goals.ts";

/** First local date whose figures a goal is judged by: its window's, or one a year before for last year's ratio. */
export function firstLookedAt({ window, measure: { trajectory } }: Pick<Goal, "window" | "measure">): string {
  const { from } = windowDates(window);
  const isByLastYear =
    typeof trajectory === "object" && "planned" in trajectory && trajectory.planned === "last-year-ratio";
  return isByLastYear ? `${Number(from.slice(0, 4)) - 1}${from.slice(4)}` : from;
}

/** For each KPI, the first date that one of its goals looks at which are open at a moment. */
export function firstLookedAtByKpi(plan: PlanState, at: OpenAt): ReadonlyMap<string, string> {
  const open = openGoals(plan, at);
  let first = firsts.get(open);
  if (first === undefined) firsts.set(open, (first = firstByKpi(open)));
  return first;
}

/** Worked out once for the same goals. */
const firsts = new WeakMap<ReadonlyMap<string, OpenGoal>, ReadonlyMap<string, string>>();

function firstByKpi(open: ReadonlyMap<string, OpenGoal>): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  for (const { goal } of open.values()) {
    const { kpi } = goal.measure;
    const date = firstLookedAt(goal);
    const other = first.get(kpi);
    if (other === undefined || date < other) first.set(kpi, date);
  }
  return first;
}
