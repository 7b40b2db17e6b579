import type { UNSCORED_REASONS } from "@milepost/contracts";
import { allIds, currentId } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { idAfter } from "../id-after.ts";
import { laterOf } from "../ledger.ts";
import type { KnownClosing } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { reachedOutcome } from "../reach.ts";
import type { WorkState } from "../work.ts";
import type { AlertNews } from "./alert-events.ts";
import type { KnownAlert } from "./known-alert.ts";

/** Alerts whose goal has ended, or left the plan: each is told how, or why that can never be told. */
export function alertClosings(
  { goals, ledger }: Pick<WorkState, "goals" | "ledger">,
  plan: Pick<PlanState, "goals" | "renamed" | "archived">,
): readonly AlertNews[] {
  const measured = new Map(goals.map((one) => [one.id, one]));
  return [...ledger.alertedGoals()].flatMap((goal) => {
    const current = currentId(plan, "goal", goal);
    const ended: Ended = {
      closings: allIds(plan, "goal", goal).flatMap((id) => ledger.closingsOf(id)),
      measured: measured.get(current),
      archivedAt: plan.goals.has(current) ? undefined : plan.archived.get(`goal/${current}`),
    };
    return ledger.alertsOf(goal).flatMap((alert) => {
      const end = endOf(alert, ended);
      return end === null ? [] : closingOf(alert, end);
    });
  });
}

/** What is known of how a goal ended. */
interface Ended {
  /** Of all its windows, under all its names. */
  readonly closings: readonly KnownClosing[];
  /** Undefined: the plan has it no more. */
  readonly measured: MeasuredGoal | undefined;
  readonly archivedAt: string | undefined;
}

interface AlertEnd extends Pick<KnownClosing, "outcome" | "asOf" | "actual" | "target"> {
  readonly reason?: (typeof UNSCORED_REASONS)[number];
}

function endOf(alert: KnownAlert, ended: Ended): AlertEnd | null {
  const closings = closingsFor(alert, ended);
  if (closings.length > 0) {
    const end = closings.reduce(laterOf);
    if (end.outcome !== "unscored") return end;
    return { ...end, reason: end.target === null ? "no_target" : "no_actual" };
  }
  if (ended.archivedAt === undefined || hasOutcome(alert)) return null;
  const unknown = { actual: null, target: null };
  return { outcome: "unscored", asOf: Date.parse(ended.archivedAt), reason: "goal_archived", ...unknown };
}

/** The closings of the window in which an alert was raised: it ends with that one, whatever becomes of the goal later. */
function closingsFor(alert: KnownAlert, { closings, measured }: Ended): readonly KnownClosing[] {
  const after = closings.filter(({ asOf }) => asOf >= alert.asOf);
  const due = measured?.knowableAt.at(-1);
  if (measured === undefined || due === undefined) return hasOutcome(alert) ? [] : after;
  const own = after.filter(({ asOf }) => asOf >= due);
  if (hasOutcome(alert)) return (alert.closings.at(-1)?.asOf ?? 0) >= due ? own : [];
  const earlier = after.filter(({ asOf }) => asOf < due);
  const isOfWindow = measured.periods.some(({ label }) => label === alert.period);
  return isOfWindow || earlier.length === 0 ? own : earlier;
}

/** Whether it was told how the goal ended: later than the alert itself, and not just that the goal left the plan. */
function hasOutcome({ asOf, closings }: KnownAlert): boolean {
  const last = closings.at(-1);
  return last !== undefined && !last.isArchival && last.asOf >= asOf;
}

function closingOf(
  { alert, goal, reach, outcome: said, closings }: KnownAlert,
  end: AlertEnd,
): readonly AlertNews[] {
  const { asOf, reason } = end;
  const outcome = reachedOutcome(end, reach?.target ?? null);
  if (said === outcome) return [];
  const about = reach === null ? {} : { reach: reach.share };
  const told = closings.map(({ id }) => id);
  return [
    {
      type: "milepost.alert.closed.v1",
      id: idAfter(told, `${alert}-closed-${outcome}-${asOf}`),
      key: goal,
      data: { alert, goal, outcome, ...about, asOf: new Date(asOf).toISOString(), ...(reason && { reason }) },
    },
  ];
}
