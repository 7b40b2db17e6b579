import type { PlanFile } from "@milepost/contracts";
import { goalPeriods, valueTargetAt } from "@milepost/scoring";
import type { LintFinding } from "./lints-of.ts";

/**
 * Goals judged by their worst value, whose linear target moves: each status compares that value with the target of the moment,
 * though one short of the due target has missed the goal already.
 */
export function sustainedLints({ goals, kpis }: PlanFile): readonly LintFinding[] {
  return Object.entries(goals).flatMap(([id, goal]): readonly LintFinding[] => {
    const { evaluation, trajectory } = goal.measure;
    const kpi = kpis[goal.measure.kpi];
    if (evaluation !== "sustain" || trajectory !== "linear" || kpi === undefined) return [];
    const [first] = goalPeriods(goal, kpi);
    if (first === undefined) return [];
    const { toDate, due } = valueTargetAt({ goal, kpi, values: new Map() }, first);
    if (toDate === due) return [];
    return [
      {
        severity: "warning",
        path: ["goals", id, "measure", "trajectory"],
        code: "sustained_on_the_way",
        message: `"${id}" is judged by its worst value, and its target moves on: it is shown on track by values that miss the target it ends at`,
        fix: "set trajectory: step, or leave out from, so that every value is held against the same target",
      },
    ];
  });
}
