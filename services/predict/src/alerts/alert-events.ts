import type { Alerting, UNSCORED_REASONS } from "@milepost/contracts";
import { alertingOf, currentId } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { idAfter } from "../id-after.ts";
import { laterOf } from "../ledger.ts";
import type { KnownAssessment, KnownClosing, Ledger } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { isOpen, lastKnowable } from "../measured-goal.ts";
import { alertedBy, reachedOutcome } from "../reach.ts";
import type { WorkState } from "../work.ts";
import { isHistoryComplete } from "../work.ts";
import { decideAlerts } from "./decide-alerts.ts";
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
  const known = ledger.alertsOf(measured.id);
  const open = isOpen(measured, now);
  return decideAlerts(made, known, alerting).flatMap((decision) => {
    const assessment = made[decision.at] as KnownAssessment;
    if (decision.kind === "clear") {
      const backtest = known.find(({ alert }) => alert === decision.alert)?.backtest ?? false;
      return [cleared(decision.alert, assessment, backtest)];
    }
    // What still stands on an open goal is today's news, whenever it began; the rest is history.
    const backtest = !open || decision.clearedAt !== null;
    const run = made.slice(decision.firstBelow, decision.at + 1);
    const before = made[decision.firstBelow - 1] ?? null;
    const data = raisedAlert({ measured, alerting, assessment, run, before, backtest });
    const raised = { type: "milepost.alert.raised.v1", id: data.alert, key: measured.id, data } as const;
    if (decision.clearedAt === null) return [raised];
    return [raised, cleared(data.alert, made[decision.clearedAt] as KnownAssessment, true)];
  });
}

function cleared(alert: string, assessment: KnownAssessment, backtest: boolean): AlertNews {
  const { goal, period, pHit, asOf } = assessment;
  return {
    type: "milepost.alert.cleared.v1",
    id: `${alert}-cleared-${period.toLowerCase()}`,
    key: goal,
    data: { alert, goal, period, backtest, pHit: pHit ?? 0, asOf: new Date(asOf).toISOString() },
  };
}

/** Alerts whose goal has ended, or left the plan: each is told how, or why that can never be told. */
export function alertClosings(
  { ledger }: Pick<WorkState, "ledger">,
  plan: Pick<PlanState, "goals" | "renamed" | "archived">,
): readonly AlertNews[] {
  return [...ledger.alertedGoals()].flatMap((goal) => {
    const end = endOf(goal, ledger, plan);
    if (end === null) return [];
    return ledger.alertsOf(goal).flatMap((alert) => closingOf(alert, end));
  });
}

function closingOf(
  { alert, goal, reach, outcome: said, closings }: KnownAlert,
  end: AlertEnd,
): readonly AlertNews[] {
  const { asOf, reason } = end;
  const outcome = reachedOutcome(end, reach?.target ?? null);
  if (said === outcome) return [];
  const about = reach === null ? {} : { reach: reach.share };
  return [
    {
      type: "milepost.alert.closed.v1",
      id: idAfter(closings, `${alert}-closed-${outcome}-${asOf}`),
      key: goal,
      data: { alert, goal, outcome, ...about, asOf: new Date(asOf).toISOString(), ...(reason && { reason }) },
    },
  ];
}

interface AlertEnd extends Pick<KnownClosing, "outcome" | "asOf" | "actual" | "target"> {
  readonly reason?: (typeof UNSCORED_REASONS)[number];
}

function endOf(
  goal: string,
  ledger: Ledger,
  plan: Pick<PlanState, "goals" | "renamed" | "archived">,
): AlertEnd | null {
  const closings = [...ledger.closingsOf(goal), ...ledger.closingsOf(currentId(plan, "goal", goal))];
  if (closings.length > 0) {
    const end = closings.reduce(laterOf);
    if (end.outcome !== "unscored") return end;
    return { ...end, reason: end.target === null ? "no_target" : "no_actual" };
  }
  const archivedAt = plan.archived.get(`goal/${goal}`);
  if (archivedAt === undefined || plan.goals.has(currentId(plan, "goal", goal))) return null;
  const unknown = { actual: null, target: null };
  return { outcome: "unscored", asOf: Date.parse(archivedAt), reason: "goal_archived", ...unknown };
}
