import { alertingOf, escalationChain, hysteresisOf, successorOf } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import type { MeasuredGoal } from "../measured-goal.ts";
import { isOpen, lastKnowable } from "../measured-goal.ts";
import { alertedBy } from "../reach.ts";
import type { WorkState } from "../work.ts";
import { isHistoryComplete } from "../work.ts";
import type { AlertNews } from "./alert-events.ts";
import type { LifeSight, NewestChance } from "./alert-life.ts";
import { decideLife } from "./alert-life.ts";
import { goalAlerts } from "./goal-alerts.ts";
import { isStanding } from "./known-alert.ts";

/** The steps that standing alerts of open goals take at a moment, as far as the log and the plan tell. */
export function lifeSteps(state: WorkState, plan: PlanState): readonly AlertNews[] {
  return state.goals.flatMap((measured) => {
    const standing = goalAlerts(state.ledger, measured).filter(isStanding);
    if (standing.length === 0 || !isOpen(measured, state.now)) return [];
    const sight = lifeSight(state, measured, plan);
    return standing.flatMap((alert) => decideLife(alert, sight));
  });
}

function lifeSight(state: WorkState, measured: MeasuredGoal, plan: PlanState): LifeSight {
  const alerting = alertingOf(plan.alerting, measured.goal);
  return {
    now: state.now,
    timeZone: measured.timeZone,
    acknowledgeWithin: alerting.acknowledgeWithin,
    owner: successorOf(measured.goal.owner, plan.recipients),
    chain: escalationChain(measured.goal, plan),
    hysteresis: hysteresisOf(plan.alerting, measured.goal),
    newest: newestChance(state, measured),
    chanceAt: (instant) => chanceAt(state, measured, instant),
  };
}

function newestChance(state: WorkState, measured: MeasuredGoal): NewestChance | undefined {
  if (!isHistoryComplete(state, measured)) return undefined;
  const period = measured.periods[lastKnowable(measured, state.now)]?.label ?? "";
  const newest = state.ledger.newest(measured.id, period);
  return newest && alertedBy(newest);
}

/** The chance of the last period that could be known at an instant and had one. */
function chanceAt({ ledger }: WorkState, measured: MeasuredGoal, instant: number): number | null {
  for (let index = lastKnowable(measured, instant); index >= 0; index -= 1) {
    const newest = ledger.newest(measured.id, measured.periods[index]?.label ?? "");
    const chance = newest === undefined ? null : alertedBy(newest).pHit;
    if (chance !== null) return chance;
  }
  return null;
}
