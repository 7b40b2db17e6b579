import { windowDates } from "@milepost/contracts";
import type { Goal, Grain, Kpi } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { timeZoneOf } from "@milepost/plan";
import { goalPeriods } from "@milepost/scoring";
import type { GoalIdentity } from "./goal-identity.ts";
import { dateAt, lastKnowable } from "./last-knowable.ts";
import { isPastMonthEnd } from "./open-goals.ts";
import type { OpenAt } from "./open-goals.ts";

/** A goal that is not open at a moment. */
export interface NotOpenGoal extends Pick<GoalIdentity, "title" | "from" | "to"> {
  /** Where it has begun and none of its periods is over: their grain, and how many there are; else null. */
  readonly begun: { readonly grain: Grain; readonly periods: number } | null;
}

/** What is said of a goal that is not open at a moment; null: there is no such goal. */
export function notOpenGoal(plan: PlanState, id: string, at: OpenAt): NotOpenGoal | null {
  const goal = plan.goals.get(id)?.definition;
  if (goal === undefined) return null;
  const { from, to } = windowDates(goal.window);
  const kpi = plan.kpis.get(goal.measure.kpi)?.definition;
  const begun = kpi === undefined ? null : begunOf(goal, kpi, { at, timeZone: timeZoneOf(plan, kpi) });
  return { title: goal.title, from, to, begun };
}

function begunOf(
  goal: Goal,
  kpi: Kpi,
  { at, timeZone }: { readonly at: OpenAt; readonly timeZone: string },
): NotOpenGoal["begun"] {
  const { from, to } = windowDates(goal.window);
  const until = isPastMonthEnd(at) ? undefined : `${at.period}-31`;
  const periods = goalPeriods(goal, kpi);
  const [first] = periods;
  const isInside = from <= (until ?? dateAt(at.overBy, timeZone)) && `${at.period}-01` <= to;
  if (first === undefined || !isInside) return null;
  const last = lastKnowable(periods, { ...kpi, timeZone, overBy: at.overBy, until });
  return last === null ? { grain: first.grain, periods: periods.length } : null;
}

/** The first of some goals that has begun and of which nothing can be said yet. */
export function begunGoal(plan: PlanState, ids: readonly string[], at: OpenAt): NotOpenGoal | null {
  const goals = ids.map((id) => notOpenGoal(plan, id, at));
  return goals.find((goal) => goal !== null && goal.begun !== null) ?? null;
}
