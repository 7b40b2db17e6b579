import type { EventOfType, MilepostEvent } from "@milepost/contracts";
import type { MeasuredObjects } from "@milepost/plan";
import { isCanary } from "../rows/canary-rows.ts";

/** What must be derived again. */
export interface Dirt {
  /** KPIs whose observations or definitions changed. */
  readonly kpis: ReadonlySet<string>;
  readonly goals: ReadonlySet<string>;
  readonly scorecards: ReadonlySet<string>;
  /** Assessments or outcomes changed. */
  readonly accuracy: boolean;
  /** Everything: after a change of calendar, or when it is not known what was derived. */
  readonly all: boolean;
}

export const CLEAN: Dirt = {
  kpis: new Set(),
  goals: new Set(),
  scorecards: new Set(),
  accuracy: false,
  all: false,
};

export const ALL_DIRTY: Dirt = { ...CLEAN, accuracy: true, all: true };

/** True when nothing has to be derived. */
export function isClean(dirt: Dirt): boolean {
  return !dirt.all && !dirt.accuracy && dirt.kpis.size + dirt.goals.size + dirt.scorecards.size === 0;
}

/** What some events make dirty, on top of what is. */
export function dirtOf(events: readonly MilepostEvent[], before: Dirt): Dirt {
  const kpis = new Set(before.kpis);
  const goals = new Set(before.goals);
  const scorecards = new Set(before.scorecards);
  let { accuracy, all } = before;
  const ofKind = { kpi: kpis, goal: goals, scorecard: scorecards } as const;
  for (const event of events) {
    if (isObservation(event)) {
      // Nothing is derived from what a source forecasts, nor from the canary.
      if (event.data.kind !== "forecast" && !isCanary(event.data.kpi)) kpis.add(event.data.kpi);
    } else if (event.type === "milepost.kpi.defined.v1") kpis.add(event.data.id);
    else if (event.type === "milepost.goal.defined.v1") {
      goals.add(event.data.id);
      accuracy = true;
    } else if (event.type === "milepost.scorecard.defined.v1") scorecards.add(event.data.id);
    else if (event.type === "milepost.calendar.defined.v1") all = true;
    else if (event.type === "milepost.definition.archived.v1") {
      const { kind, id } = event.data;
      if (kind === "calendar") all = true;
      if (kind in ofKind) ofKind[kind as keyof typeof ofKind].add(id);
    } else if (event.type === "milepost.assessment.made.v1" || event.type === "milepost.goal.closed.v1") {
      accuracy = true;
    }
  }
  return { kpis, goals, scorecards, accuracy, all };
}

function isObservation(
  event: MilepostEvent,
): event is EventOfType<"milepost.observation.recorded.v1" | "milepost.observation.retracted.v1"> {
  return event.type.startsWith("milepost.observation.");
}

/** Two heaps of dirt as one. */
export function bothDirty(left: Dirt, right: Dirt): Dirt {
  return {
    kpis: new Set([...left.kpis, ...right.kpis]),
    goals: new Set([...left.goals, ...right.goals]),
    scorecards: new Set([...left.scorecards, ...right.scorecards]),
    accuracy: left.accuracy || right.accuracy,
    all: left.all || right.all,
  };
}

/** The goals and scorecards that must be derived again. */
export function dirtyOwners(
  dirt: Dirt,
  objects: MeasuredObjects,
): { readonly goals: ReadonlySet<string>; readonly scorecards: ReadonlySet<string> } {
  const { formerGoals } = objects;
  if (dirt.all)
    return {
      goals: new Set([...objects.goals.keys(), ...formerGoals]),
      scorecards: new Set(objects.scorecards.keys()),
    };
  const goals = new Set([...dirt.goals].filter((id) => objects.goals.has(id) || formerGoals.has(id)));
  for (const kpi of dirt.kpis) for (const goal of objects.goalsOfKpi.get(kpi) ?? []) goals.add(goal);
  const scorecards = new Set<string>();
  for (const [id, { items }] of objects.scorecards) {
    if (dirt.scorecards.has(id) || items.some(({ goal }) => goals.has(goal))) scorecards.add(id);
  }
  return { goals, scorecards };
}
