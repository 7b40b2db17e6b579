import { lastCompletePeriod } from "@milepost/contracts";
import { z } from "zod";
import { goalAlerts } from "./alerts/goal-alerts.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import { isOpen, lastKnowable } from "./measured-goal.ts";
import { ownClosings } from "./own-closings.ts";
import type { WorkState } from "./work.ts";

const count = z.int().nonnegative();

/** What the newest period brought, as it stands in the log; private goals count in nothing but what was appended, as in the lists. */
export const outcomeSchema = z
  .object({
    /** The moment of the newest assessments. */
    asOf: z.iso.datetime(),
    /** Open goals with a chance at their last complete period, and those where none can be told. */
    assessed: count,
    unassessed: count,
    /** Goals that were due in the last complete period and are closed. */
    goalsClosed: count,
    /** Alerts raised and cleared at the last complete period. */
    alertsRaised: count,
    alertsCleared: count,
    /** Assessments that this call appended, those of private goals among them; the others stood in the log already. */
    appended: count,
  })
  .meta({ id: "AssessmentOutcome" });
export type Outcome = z.infer<typeof outcomeSchema>;

/** Counts what stands for the newest period of the goals that everybody may see, whichever run brought it. */
export function outcomeOf(state: Pick<WorkState, "goals" | "ledger" | "now">, appended: number): Outcome {
  const { ledger, now } = state;
  const goals = state.goals.filter(({ goal }) => !goal.private);
  const open = goals.filter((measured) => isOpen(measured, now));
  const newest = open.map((measured) => ledger.newest(measured.id, periodAt(measured, now)));
  const assessed = newest.filter((assessment) => typeof assessment?.pHit === "number").length;
  const alerts = open.flatMap((measured) =>
    goalAlerts(ledger, measured).map((alert) => ({ alert, period: periodAt(measured, now) })),
  );
  return {
    asOf: new Date(now).toISOString(),
    assessed,
    unassessed: open.length - assessed,
    goalsClosed: goals.filter(
      (measured) => isDueNow(measured, now) && ownClosings(ledger, measured).length > 0,
    ).length,
    alertsRaised: alerts.filter(({ alert, period }) => alert.period === period).length,
    alertsCleared: alerts.filter(({ alert, period }) => alert.clearedPeriod === period).length,
    appended,
  };
}

function periodAt(measured: MeasuredGoal, now: number): string {
  return measured.periods[lastKnowable(measured, now)]?.label ?? "";
}

function isDueNow({ periods, kpi, timeZone }: MeasuredGoal, now: number): boolean {
  return periods.at(-1)?.label === lastCompletePeriod(now, kpi.grain, timeZone).label;
}
