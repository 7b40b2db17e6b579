import type { Goal } from "@milepost/contracts";
import type { Defined } from "@milepost/plan";
import { MilepostError } from "@milepost/runtime";
import type { BoardParts } from "../reading/board.ts";

/** Fails with `not_found` when the plan has no such KPI. */
export async function requireKpi(kpi: string, { plan }: BoardParts): Promise<void> {
  await plan.caughtUp();
  if (!plan.now().kpis.has(kpi)) {
    throw new MilepostError("not_found", `There is no KPI "${kpi}"; GET /v1/kpis lists them`);
  }
}

/** A goal that everybody may see; fails with `not_found` otherwise. */
export async function requireGoal(goal: string, { plan }: BoardParts): Promise<Defined<Goal>> {
  await plan.caughtUp();
  const defined = plan.now().goals.get(goal);
  if (defined === undefined || defined.definition.private) {
    throw new MilepostError("not_found", `There is no goal "${goal}"; GET /v1/goals lists them`);
  }
  return defined;
}
