import type { DefinitionKind, MilepostEvent } from "@milepost/contracts";
import { evolve, isPlanEvent } from "./evolve.ts";
import { emptyPlan } from "./plan-state.ts";
import type { PlanState } from "./plan-state.ts";

/** An event of the strategy topic with its place there. */
export interface StrategyEvent {
  readonly event: MilepostEvent;
  readonly offset: number;
}

/** The plan at any offset of the strategy topic, folded from its events as they come. */
export interface PlanHistory {
  /** Takes events in, in the order of their offsets; those that were taken already, or say nothing of the plan, are left out. */
  take(events: readonly StrategyEvent[]): void;
  /** The plan that the events below an offset tell; Infinity: all that were taken. */
  below(offset: number): PlanState;
  /** How many events below an offset said something of the plan: where it is the same, the plan is. */
  changesBelow(offset: number): number;
  /** The same offset, where all of them stand below it, else the first one of which that is true. */
  reaching(offset: number): number;
  /** All that was ever said of one object, also that it left the plan, in the order of the log. */
  about(kind: DefinitionKind, id: string): readonly StrategyEvent[];
}

interface Fold {
  /** How many of the events it holds. */
  readonly count: number;
  readonly plan: PlanState;
}

const NOTHING: Fold = { count: 0, plan: emptyPlan };

/** A history without events. The newest plan and the one asked for last are kept, others are folded again. */
export function createPlanHistory(): PlanHistory {
  const events: StrategyEvent[] = [];
  const byObject = new Map<string, StrategyEvent[]>();
  let newest = NOTHING;
  let asked = NOTHING;
  const goOn = ({ count, plan }: Fold, to: number): Fold => ({
    count: to,
    plan: evolve(
      plan,
      events.slice(count, to).map(({ event }) => event),
    ),
  });
  return {
    take: (more) => {
      const last = events.at(-1)?.offset ?? -1;
      const news = more.filter(({ event, offset }) => offset > last && isPlanEvent(event));
      events.push(...news);
      for (const one of news) keep(byObject, one);
      newest = goOn(newest, events.length);
    },
    below: (offset) => {
      const count = countBelow(events, offset);
      if (count === newest.count) return newest.plan;
      if (count !== asked.count) asked = goOn(count > asked.count ? asked : NOTHING, count);
      return asked.plan;
    },
    changesBelow: (offset) => countBelow(events, offset),
    reaching: (offset) => Math.max(offset, (events.at(-1)?.offset ?? -1) + 1),
    about: (kind, id) => byObject.get(`${kind}/${id}`) ?? [],
  };
}

function keep(byObject: Map<string, StrategyEvent[]>, one: StrategyEvent): void {
  const name = objectOf(one.event);
  if (name === undefined) return;
  const said = byObject.get(name);
  if (said === undefined) byObject.set(name, [one]);
  else said.push(one);
}

/** `goal/revenue-2014`; undefined: it is about no object. */
function objectOf({ type, data }: MilepostEvent): string | undefined {
  if (type === "milepost.definition.archived.v1") return `${data.kind}/${data.id}`;
  if (!type.endsWith(".defined.v1")) return undefined;
  return `${type.split(".")[1]}/${(data as { readonly id: string }).id}`;
}

/** How many events stand below an offset: found by halving, since offsets grow. */
function countBelow(events: readonly StrategyEvent[], offset: number): number {
  let from = 0;
  let to = events.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((events[middle]?.offset ?? 0) < offset) from = middle + 1;
    else to = middle;
  }
  return from;
}
