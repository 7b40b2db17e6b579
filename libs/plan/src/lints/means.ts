import type { PlanFile } from "@milepost/contracts";
import { isMadeOfParts } from "@milepost/scoring";
import type { LintFinding } from "./lints-of.ts";

/**
 * Goals judged by the mean over their window of values that sources send: it is unknown, however many values come, where they come
 * without parts. Whether they do the plan does not say; what rows make has them.
 */
export function meanLints({ goals, kpis }: PlanFile): readonly LintFinding[] {
  return Object.entries(goals).flatMap(([id, goal]): readonly LintFinding[] => {
    const { kpi: measured, evaluation } = goal.measure;
    const kpi = kpis[measured];
    if (evaluation !== "average" || kpi === undefined || !isMadeOfParts(kpi)) return [];
    if (kpi.approximation !== undefined || kpi.binding !== undefined) return [];
    return [
      {
        severity: "hint",
        path: ["goals", id, "measure", "evaluation"],
        code: "mean_needs_parts",
        message: `"${id}" is judged by the mean over its ${kpi.grain}s, which is unknown where their values come without numerator and denominator`,
        fix: `send both with every value of "${measured}", or say approximation: equal-weights there`,
      },
    ];
  });
}
