import type { PlanState } from "@milepost/plan";
import { hasDerivedTotal } from "@milepost/scoring";

/** Whether a value was reported as a total that its members make: it is kept, and counts nowhere. */
export function isKeptTotal(
  { kpis }: Pick<PlanState, "kpis">,
  { kpi, series, kind }: { readonly kpi: string; readonly series: string; readonly kind: string },
): boolean {
  const definition = kpis.get(kpi)?.definition;
  // What a source forecasts of a total is its own: members' forecasts make none.
  return series === "" && kind !== "forecast" && definition !== undefined && hasDerivedTotal(definition);
}
