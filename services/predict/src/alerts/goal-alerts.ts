import { parsePeriod, shiftPeriod } from "@milepost/contracts";
import type { Ledger } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import type { DecidedAlert } from "./decide-alerts.ts";
import type { KnownAlert } from "./known-alert.ts";

/** The alerts of a goal, those that were raised under its former ids first. */
export function goalAlerts(
  ledger: Pick<Ledger, "alertsOf">,
  { id, formerIds }: Pick<MeasuredGoal, "id" | "formerIds">,
): readonly KnownAlert[] {
  return [...formerIds, id].flatMap((one) => ledger.alertsOf(one));
}

/** An alert of the log as deciding on a goal's window looks at it. */
export function decidedAlert(
  alert: KnownAlert,
  measured: MeasuredGoal,
  ledger: Pick<Ledger, "assessmentsOf">,
): DecidedAlert {
  const { periods, knowableAt } = measured;
  const endedAt = Math.max(alert.closings[0]?.asOf ?? Number.POSITIVE_INFINITY, alert.asOf);
  const goneFrom = periods.find((_, index) => (knowableAt[index] as number) > endedAt)?.label;
  return { ...alert, goneFrom, isBefore: isBefore(alert, measured, ledger) };
}

/**
 * Whether it was raised before the window, of a goal that was not due by then, and did not end with an earlier one: the plan has
 * moved the window's start since. The alert of a window that is over, and was never told how it ended, is none of this one's.
 */
function isBefore(
  alert: KnownAlert,
  { kpi, periods, knowableAt }: MeasuredGoal,
  ledger: Pick<Ledger, "assessmentsOf">,
): boolean {
  const [begin, due] = [periods[0]?.start ?? "", knowableAt.at(-1) ?? 0];
  const raised = parsePeriod(alert.period, kpi.grain);
  if (raised === undefined || raised.end >= begin) return false;
  const made = ledger.assessmentsOf(alert.goal).get(alert.period) ?? [];
  const left = (made.find(({ asOf }) => asOf === alert.asOf) ?? made.at(-1))?.periodsLeft ?? 0;
  if (shiftPeriod(raised, left).end < begin) return false;
  const [first] = alert.closings;
  return first === undefined || first.isArchival || first.asOf >= due;
}
