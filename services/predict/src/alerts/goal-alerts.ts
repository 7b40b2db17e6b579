import { parsePeriod } from "@milepost/contracts";
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
export function decidedAlert(alert: KnownAlert, measured: MeasuredGoal): DecidedAlert {
  const { periods, knowableAt } = measured;
  const endedAt = Math.max(alert.closings[0]?.asOf ?? Number.POSITIVE_INFINITY, alert.asOf);
  const goneFrom = periods.find((_, index) => (knowableAt[index] as number) > endedAt)?.label;
  return { ...alert, goneFrom, isBefore: isBefore(alert, measured) };
}

/** Whether it was raised before the window and did not end with an earlier one: the plan has moved the window's start since. */
function isBefore({ period, closings }: KnownAlert, { kpi, periods, knowableAt }: MeasuredGoal): boolean {
  const [begin, due] = [periods[0]?.start ?? "", knowableAt.at(-1) ?? 0];
  const raised = parsePeriod(period, kpi.grain);
  if (raised === undefined || raised.end >= begin) return false;
  const [first] = closings;
  return first === undefined || first.isArchival || first.asOf >= due;
}
