import type { Goal, Kpi, Scorecard } from "@milepost/contracts";
import type { Defined, PlanState } from "../plan-state.ts";

/** The plan's objects with those that left it: their derived rows stay, so a rebuild must give them too. */
export interface MeasuredObjects {
  readonly goals: ReadonlyMap<string, Goal>;
  readonly kpis: ReadonlyMap<string, Kpi>;
  readonly scorecards: ReadonlyMap<string, Scorecard>;
  /** KPI id → goals that measure it. */
  readonly goalsOfKpi: ReadonlyMap<string, readonly string[]>;
}

const known = new WeakMap<PlanState, MeasuredObjects>();

/** Collects live and retired objects of a plan, once for each state of it. */
export function measuredObjects(plan: PlanState): MeasuredObjects {
  let objects = known.get(plan);
  if (objects === undefined) known.set(plan, (objects = collected(plan)));
  return objects;
}

function collected(plan: PlanState): MeasuredObjects {
  const goals = withRetired<Goal>(plan, plan.goals, "goal/");
  const goalsOfKpi = new Map<string, string[]>();
  for (const [id, goal] of goals) {
    const others = goalsOfKpi.get(goal.measure.kpi);
    if (others === undefined) goalsOfKpi.set(goal.measure.kpi, [id]);
    else others.push(id);
  }
  return {
    goals,
    kpis: withRetired<Kpi>(plan, plan.kpis, "kpi/"),
    scorecards: withRetired<Scorecard>(plan, plan.scorecards, "scorecard/"),
    goalsOfKpi,
  };
}

function withRetired<Definition>(
  plan: PlanState,
  live: ReadonlyMap<string, Defined<Definition>>,
  prefix: string,
): ReadonlyMap<string, Definition> {
  const all = new Map<string, Definition>();
  for (const [key, { definition }] of plan.retired) {
    if (key.startsWith(prefix)) all.set(key.slice(prefix.length), definition as Definition);
  }
  for (const [id, { definition }] of live) all.set(id, definition);
  return all;
}
