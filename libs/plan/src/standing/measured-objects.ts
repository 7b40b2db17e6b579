import { localDate } from "@milepost/contracts";
import type { Goal, Kpi, Scorecard } from "@milepost/contracts";
import { hasDerivedTotal } from "@milepost/scoring";
import { currentId, timeZoneOf } from "../plan-state.ts";
import type { Defined, PlanState } from "../plan-state.ts";

/**
 * The plan's objects with those that left it: the rows of their periods that were over by then stay as history, so a rebuild must
 * give them too.
 */
export interface MeasuredObjects {
  /** Each under the id that it has now. */
  readonly goals: ReadonlyMap<string, Goal>;
  readonly kpis: ReadonlyMap<string, Kpi>;
  /** Their items name goals by the ids that these have now. */
  readonly scorecards: ReadonlyMap<string, Scorecard>;
  /** `goal/<id>` or `scorecard/<id>` that left the plan → the local date on which it did: what had not ended before has no rows. */
  readonly leftOn: ReadonlyMap<string, string>;
  /** Ids that goals had before they were renamed: their rows stand under the new ones. */
  readonly formerGoals: ReadonlySet<string>;
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
  const formerGoals = new Set(
    [...plan.renamed.keys()].flatMap((key) => (key.startsWith("goal/") ? [key.slice("goal/".length)] : [])),
  );
  for (const id of plan.goals.keys()) formerGoals.delete(id);
  const goals = withRetired<Goal>(plan, plan.goals, "goal/");
  for (const id of formerGoals) goals.delete(id);
  const kpis = withRetired<Kpi>(plan, plan.kpis, "kpi/");
  const scorecards = withRetired<Scorecard>(plan, plan.scorecards, "scorecard/");
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
    scorecards: new Map([...scorecards].map(([id, card]) => [id, withCurrentGoals(card, plan, formerGoals)])),
    leftOn: leftOn(plan, { goals, kpis }),
    formerGoals,
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
): Map<string, Definition> {
  const all = new Map<string, Definition>();
  for (const [key, { definition }] of plan.retired) {
    if (key.startsWith(prefix)) all.set(key.slice(prefix.length), definition as Definition);
  }
  for (const [id, { definition }] of live) all.set(id, definition);
  return all;
}

/** A scorecard that left the plan before one of its goals was renamed names this one as it was called then. */
function withCurrentGoals(card: Scorecard, plan: PlanState, former: ReadonlySet<string>): Scorecard {
  if (!card.items.some(({ goal }) => former.has(goal))) return card;
  return {
    ...card,
    items: card.items.map((item) => ({ ...item, goal: currentId(plan, "goal", item.goal) })),
  };
}

function leftOn(
  plan: PlanState,
  { goals, kpis }: Pick<MeasuredObjects, "goals" | "kpis">,
): ReadonlyMap<string, string> {
  const left = new Map<string, string>();
  for (const [key, at] of plan.archived) {
    if (key.startsWith("scorecard/")) {
      const timeZone = plan.calendars.get("default")?.definition.timeZone ?? "UTC";
      left.set(key, localDate(Date.parse(at), timeZone));
    } else if (key.startsWith("goal/")) {
      const kpi = kpis.get(goals.get(key.slice("goal/".length))?.measure.kpi ?? "");
      if (kpi !== undefined) left.set(key, localDate(Date.parse(at), timeZoneOf(plan, kpi)));
    }
  }
  return left;
}
