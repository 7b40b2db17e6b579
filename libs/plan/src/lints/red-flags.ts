import type { Goal, Kpi, PlanFile } from "@milepost/contracts";
import { goalPeriods, valueTargetAt } from "@milepost/scoring";
import type { LintFinding } from "./lints-of.ts";

/**
 * Items without a red flag of their own whose target is 0 or goes through it: the red flag is then a share of nothing, and
 * the score unknown (BSC-3).
 */
export function redFlagLints({ scorecards, goals, kpis }: PlanFile): readonly LintFinding[] {
  return Object.entries(scorecards).flatMap(([id, { items }]) =>
    items.flatMap(({ goal: item, redFlag, redFlagDistance }, index): readonly LintFinding[] => {
      const goal = goals[item];
      const kpi = goal && kpis[goal.measure.kpi];
      const isNamed = redFlag !== undefined || redFlagDistance !== undefined;
      if (isNamed || goal === undefined || kpi === undefined || !meetsZero(goal, kpi)) return [];
      return [
        {
          severity: "warning",
          path: ["scorecards", id, "items", index],
          code: "no_red_flag",
          message: `the target of "${item}" is 0, or passes through it: at 0 its score is unknown, and near it any miss is at the red flag, since a red flag that nobody names is a share of the target`,
          fix: "name redFlagDistance, how far on the wrong side of the target the red flag lies, or redFlag, in the KPI's unit",
        },
      ];
    }),
  );
}

/** Whether the plan's target is 0 at one of a goal's periods, or changes its sign between two; planned series are not known. */
function meetsZero(goal: Goal, kpi: Kpi): boolean {
  if (goal.measure.evaluation === "control") return false;
  const targets = goalPeriods(goal, kpi).flatMap(
    (period) => valueTargetAt({ goal, kpi, values: new Map() }, period).toDate ?? [],
  );
  const signs = new Set(targets.map(Math.sign));
  return signs.has(0) || (goal.measure.trajectory === "linear" && signs.size > 1);
}
