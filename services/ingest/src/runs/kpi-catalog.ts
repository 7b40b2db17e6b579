import type { KpiCatalog } from "@milepost/connectors";
import type { KpiRules } from "../events/kpi-rules.ts";

/** The plan's KPIs as connectors see them. */
export function kpiCatalog(rules: KpiRules): KpiCatalog {
  return {
    find: (id) => {
      const kpi = rules.find(id);
      if (kpi === undefined) return undefined;
      const { grain, dimensions, publicationLag } = kpi.definition;
      return { id, grain, timeZone: kpi.timeZone, dimensions, publicationLag };
    },
    nearest: (id) => rules.nearest(id),
  };
}
