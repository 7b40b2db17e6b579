import { localDate } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { currentId, timeZoneOf } from "@milepost/plan";
import type { Clock } from "@milepost/runtime";

/** Tells the local date where a KPI is measured; in UTC where the plan has it no more. */
export function kpiToday(plan: () => PlanState, clock: Clock): (kpi: string) => string {
  return (kpi) => {
    const now = plan();
    const definition = now.kpis.get(currentId(now, "kpi", kpi))?.definition;
    return localDate(clock.now(), definition === undefined ? "UTC" : timeZoneOf(now, definition));
  };
}
