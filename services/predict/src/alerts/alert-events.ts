import type { Alerting } from "@milepost/contracts";
import { alertingOf } from "@milepost/plan";
import type { KnownAssessment } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { isOpen, lastKnowable } from "../measured-goal.ts";
import { alertedBy } from "../reach.ts";
import type { WorkState } from "../work.ts";
import { isHistoryComplete } from "../work.ts";
import { decideAlerts } from "./decide-alerts.ts";
import { decidedAlert, goalAlerts } from "./goal-alerts.ts";
import { raisedAlert } from "./raised-alert.ts";
import type { AlertEvent, KnownAlert } from "./known-alert.ts";

/** An event's type and data, before the log's envelope. */
export type AlertNews = {
  [Type in AlertEvent["type"]]: {
    readonly type: Type;
    readonly id: string;
    readonly key: string;
    readonly data: Extract<AlertEvent, { type: Type }>["data"];
  };
}[AlertEvent["type"]];

/** Alerts to raise and to clear, for every goal whose complete periods all have an assessment. */
export function alertChanges(state: WorkState, alerting: Alerting): readonly AlertNews[] {
  return state.goals
    .filter((measured) => isHistoryComplete(state, measured))
    .flatMap((measured) => changesOf(state, measured, alerting));
}

function changesOf(state: WorkState, measured: MeasuredGoal, all: Alerting): readonly AlertNews[] {
  const { ledger, now } = state;
  const alerting = alertingOf(all, measured.goal);
  const last = Math.min(lastKnowable(measured, now), measured.periods.length - 2);
  const points = measured.periods.slice(0, last + 1).map(({ label }) => ledger.newest(measured.id, label));
  const made = points.filter((point) => point !== undefined).map(alertedBy);
  if (made.length < points.length) return [];
  const known = goalAlerts(ledger, measured);
  const open = isOpen(measured, now);
  const decided = known.map((one) => decidedAlert(one, measured, ledger));
  return decideAlerts(made, decided, alerting).flatMap((decision) => {
    const assessment = made[decision.at] as KnownAssessment;
    if (decision.kind === "clear") {
      return known.filter(({ alert }) => alert === decision.alert).map((one) => cleared(one, assessment));
    }
    // What still stands on an open goal is today's news, whenever it began; the rest is history.
    const backtest = !open || decision.clearedAt !== null;
    const run = made.slice(decision.firstBelow, decision.at + 1);
    const before = made[decision.firstBelow - 1] ?? null;
    const data = raisedAlert({ measured, alerting, assessment, run, before, backtest });
    const raised = { type: "milepost.alert.raised.v1", id: data.alert, key: measured.id, data } as const;
    if (decision.clearedAt === null) return [raised];
    return [raised, cleared({ ...data, backtest: true }, made[decision.clearedAt] as KnownAssessment)];
  });
}

/** Under the goal's id with which it was raised, whatever it is named since. */
function cleared(
  { alert, goal, backtest }: Pick<KnownAlert, "alert" | "goal" | "backtest">,
  { period, pHit, asOf }: KnownAssessment,
): AlertNews {
  return {
    type: "milepost.alert.cleared.v1",
    id: `${alert}-cleared-${period.toLowerCase()}`,
    key: goal,
    data: { alert, goal, period, backtest, pHit: pHit ?? 0, asOf: new Date(asOf).toISOString() },
  };
}
