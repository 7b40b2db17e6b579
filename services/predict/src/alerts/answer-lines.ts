import { localDate } from "@milepost/contracts";
import { alertingOf, currentId, escalationChain, successorOf, timeZoneOf } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { deadlineOf } from "./alert-life.ts";
import { periodText } from "./alert-words.ts";
import type { KnownAlert } from "./known-alert.ts";

/** Who is accountable for an alert's goal, what is asked of whoever has the alert, and whom it goes to else, and when. */
export function answerLines(alert: KnownAlert, plan: PlanState): readonly string[] {
  const goal = plan.goals.get(currentId(plan, "goal", alert.goal))?.definition;
  const kpi = plan.kpis.get(goal?.measure.kpi ?? "")?.definition;
  if (goal === undefined || kpi === undefined) return [];
  const timeZone = timeZoneOf(plan, kpi);
  const { acknowledgeWithin } = alertingOf(plan.alerting, goal);
  const next = deadlineOf(alert, { timeZone, acknowledgeWithin, chain: escalationChain(goal, plan) });
  const owner = `Owner: ${successorOf(goal.owner, plan.recipients)}. Next: take it on with a plan and a review date.`;
  if (next === null) return [owner];
  const date = periodText(localDate(next.at, timeZone));
  return [owner, `Unless somebody answers before, it goes to ${next.to} on ${date}.`];
}
