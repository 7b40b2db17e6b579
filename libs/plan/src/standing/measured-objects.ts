import type { Goal, Kpi, Scorecard } from "@milepost/contracts";
import { hasDerivedTotal } from "@milepost/scoring";
import type { Defined, PlanState } from "../plan-state.ts";

/** The plan's objects with those that left it: their derived rows stay, so a rebuild must give them too. */
export interface MeasuredObjects {
  readonly goals: ReadonlyMap<string, Goal>;
  readonly kpis: ReadonlyMap<string, Kpi>;
  readonly scorecards: ReadonlyMap<string, Scorecard>;
  /** KPI id → goals whose figures follow from it: those that measure it, or the derived total of its running figure. */
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
  const kpis = withRetired<Kpi>(plan, plan.kpis, "kpi/");
  const goalsOfKpi = new Map<string, string[]>();
  for (const [id, goal] of goals) {
    for (const kpi of lookedAt(goal, kpis)) {
      const others = goalsOfKpi.get(kpi);
      if (others === undefined) goalsOfKpi.set(kpi, [id]);
      else others.push(id);
    }
  }
  return {
    goals,
    kpis,
    scorecards: withRetired<Scorecard>(plan, plan.scorecards, "scorecard/"),
    goalsOfKpi,
  };
}

/** The KPIs of which a goal's figures are made; whether running figures add up depends on what runs there. */
function lookedAt({ measure }: Goal, kpis: ReadonlyMap<string, Kpi>): readonly string[] {
  const kpi = kpis.get(measure.kpi);
  if (kpi?.runningOf === undefined || !hasDerivedTotal(kpi)) return [measure.kpi];
  return [measure.kpi, kpi.runningOf];
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
