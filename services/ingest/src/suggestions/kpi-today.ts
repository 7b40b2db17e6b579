import { localDate } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { timeZoneOf } from "@milepost/plan";
import type { Clock } from "@milepost/runtime";

/** Tells the local date where a KPI is measured; in UTC where the plan has it no more. */
export function kpiToday(plan: () => PlanState, clock: Clock): (kpi: string) => string {
  return (kpi) => {
    const definition = plan().kpis.get(kpi)?.definition;
    return localDate(clock.now(), definition === undefined ? "UTC" : timeZoneOf(plan(), definition));
  };
}
