import type { Connector } from "@milepost/contracts";
import type { PlanShape } from "../read-shape.ts";
import type { Finding } from "./finding.ts";

/** Measures of a connector that feed the same kind of value to the same KPI: each row would say two values of one key. */
export function measureFindings({ plan }: PlanShape): readonly Finding[] {
  return Object.entries(plan.connectors).flatMap(([id, connector]) => repeated(id, connector));
}

function repeated(id: string, { measures }: Connector): readonly Finding[] {
  return measures.flatMap(({ column, kind, kpiSuffix }, index) => {
    const first = measures.findIndex((one) => one.kind === kind && one.kpiSuffix === kpiSuffix);
    if (first === index) return [];
    const message = `the column "${measures[first]?.column ?? ""}" feeds the same KPI with ${kind} values as "${column}"`;
    const fix = "give one of them another kind or kpiSuffix, or remove it";
    return [{ path: ["connectors", id, "measures", index], code: "repeated_measure", message, fix }];
  });
}
