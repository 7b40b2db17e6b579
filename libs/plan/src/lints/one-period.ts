import type { PlanFile } from "@milepost/contracts";
import { goalPeriods } from "@milepost/scoring";
import type { LintFinding } from "./lints-of.ts";

/** Goals whose window holds a single period of their KPI: nothing is known of them before it is over, so no chance is ever told. */
export function onePeriodLints({ goals, kpis }: PlanFile): readonly LintFinding[] {
  return Object.entries(goals).flatMap(([id, goal]) => {
    const kpi = kpis[goal.measure.kpi];
    if (kpi === undefined || goalPeriods(goal, kpi).length !== 1) return [];
    const { grain } = kpi;
    return [
      {
        severity: "warning" as const,
        path: ["goals", id, "window"],
        code: "one_period",
        message: `the window of "${id}" holds one ${grain} of its KPI: no chance is told and no alert is raised before it has ended`,
        fix: `measure a KPI of a finer grain, or a longer window; else the first sign is how it ended`,
      },
    ];
  });
}
