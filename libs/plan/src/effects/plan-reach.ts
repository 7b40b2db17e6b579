import type { Defined, PlanState } from "../plan-state.ts";

/** What a change of the plan may have an effect on: everything else stays as it is. */
export interface PlanReach {
  /** KPIs that are new, defined differently or gone. */
  readonly kpis: ReadonlySet<string>;
  /** Goals that are, or whose KPI is. */
  readonly goals: ReadonlySet<string>;
  readonly scorecards: ReadonlySet<string>;
  /** Goals whose standing must be computed: those above, and the items of the scorecards. */
  readonly neededGoals: ReadonlySet<string>;
  /** KPIs whose values are looked at: those above, and those of needed goals. */
  readonly neededKpis: ReadonlySet<string>;
}

/** How far a change of the plan reaches. */
export function planReach(before: PlanState, after: PlanState): PlanReach {
  const plans = [before, after];
  const calendars = differing(before.calendars, after.calendars);
  const defined = differing(before.kpis, after.kpis);
  // A running figure is combined as the KPI is that it runs; a KPI's periods end at its calendar's midnight.
  const touched = (id: string, plan: PlanState): boolean => {
    const kpi = plan.kpis.get(id)?.definition;
    return kpi !== undefined && (defined.has(kpi.runningOf ?? "") || calendars.has(kpi.calendar));
  };
  const kpis = new Set([
    ...defined,
    ...plans.flatMap((plan) => [...plan.kpis.keys()].filter((id) => touched(id, plan))),
  ]);
  const goals = new Set(differing(before.goals, after.goals));
  for (const plan of plans) {
    for (const [id, { definition }] of plan.goals) if (kpis.has(definition.measure.kpi)) goals.add(id);
  }
  const scorecards = new Set(differing(before.scorecards, after.scorecards));
  for (const plan of plans) {
    for (const [id, { definition }] of plan.scorecards)
      if (definition.items.some(({ goal }) => goals.has(goal))) scorecards.add(id);
  }
  const items = plans.flatMap((plan) =>
    [...scorecards].flatMap((id) => plan.scorecards.get(id)?.definition.items.map(({ goal }) => goal) ?? []),
  );
  const neededGoals = new Set([...goals, ...items]);
  const measured = plans.flatMap((plan) =>
    [...neededGoals].flatMap((id) => plan.goals.get(id)?.definition.measure.kpi ?? []),
  );
  return { kpis, goals, scorecards, neededGoals, neededKpis: new Set([...kpis, ...measured]) };
}

/** The same without some KPIs, the goals that measure them, and the scorecards that score those. */
export function reachWithout(
  reach: PlanReach,
  kpis: readonly string[],
  plans: readonly PlanState[],
): PlanReach {
  if (kpis.length === 0) return reach;
  const left = new Set(kpis);
  const measures = (goal: string): boolean =>
    plans.some((plan) => left.has(plan.goals.get(goal)?.definition.measure.kpi ?? ""));
  const scores = (scorecard: string): boolean =>
    plans.some((plan) => plan.scorecards.get(scorecard)?.definition.items.some(({ goal }) => measures(goal)));
  const without = (ids: ReadonlySet<string>, isLeft: (id: string) => boolean): ReadonlySet<string> =>
    new Set([...ids].filter((id) => !isLeft(id)));
  return {
    ...reach,
    kpis: without(reach.kpis, (kpi) => left.has(kpi)),
    goals: without(reach.goals, measures),
    scorecards: without(reach.scorecards, scores),
  };
}

/** Ids that are in one map alone, or defined differently; what no event touched is the same object. */
function differing(
  before: ReadonlyMap<string, Defined<unknown>>,
  after: ReadonlyMap<string, Defined<unknown>>,
): ReadonlySet<string> {
  const ids = new Set([...before.keys(), ...after.keys()]);
  return new Set([...ids].filter((id) => before.get(id) !== after.get(id)));
}
