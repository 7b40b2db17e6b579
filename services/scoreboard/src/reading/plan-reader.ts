import type { DefinitionKind, EventOfType, MilepostEvent } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { followTopic } from "@milepost/event-log";
import { currentId, emptyPlan, evolve, inForce, recordedBy } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { deploymentTimeZone } from "./moments.ts";

/** The plan as it is and as it was, and what people wrote. */
export interface PlanReader {
  /** Everything defined now, with names of people. */
  now(): PlanState;
  /**
   * The definitions in force on a local date. An object's first definition also speaks of the time before it:
   * a plan that was written later still says what those months were about.
   * Within the day, what states no date holds from the instant on that it was recorded (epoch milliseconds).
   */
  asOf(date: string, instant?: number): PlanState;
  /** The plan as it was when an instant's events had been recorded; of that, what held at an `asOf`. */
  recordedAsOf(recorded: number, asOf?: { readonly date: string; readonly instant: number }): PlanState;
  /** Every definition that an object of some kind ever had, in the order of the log. */
  definitionsOf<Kind extends DefinitionKind>(
    kind: Kind,
    id: string,
  ): readonly EventOfType<`milepost.${Kind}.defined.v1`>[];
  /** True where the newest definition of a goal is private, also once it is archived or has another name. */
  isPrivate(goal: string): boolean;
  /** What somebody wrote under an event's id; undefined: nothing, or it was erased. */
  note(event: string): string | undefined;
  /** Counts up with every change, so that what was computed from the plan can be told old. */
  version(): number;
  /** Resolves once everything that stands in the log now was taken in. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

const REMEMBERED_DATES = 24;

/** Follows the strategy and people topics. */
export async function openPlanReader(log: EventLog): Promise<PlanReader> {
  const strategy: MilepostEvent[] = [];
  const notes = new Map<string, string>();
  const privateGoals = new Set<string>();
  const remembered = new Map<string, PlanState>();
  let state = emptyPlan;
  let version = 0;
  const follower = await followTopic(log, {
    topics: ["strategy", "people"],
    onEvents: (taken) => {
      const events = taken.map(({ event }) => event);
      state = evolve(state, events);
      for (const event of events) {
        keep(event, strategy, notes);
        if (event.type === "milepost.goal.defined.v1") keepPrivacy(event, privateGoals);
      }
      version += 1;
      remembered.clear();
    },
  });
  return {
    now: () => state,
    asOf: (date, instant) => {
      if (instant !== undefined) return planIn(state, strategy, { date, instant });
      let plan = remembered.get(date);
      if (plan === undefined) {
        if (remembered.size >= REMEMBERED_DATES) remembered.clear();
        plan = planIn(state, strategy, { date });
        remembered.set(date, plan);
      }
      return plan;
    },
    recordedAsOf: (recorded, asOf) => {
      const events = recordedBy(strategy, recorded);
      const isNow = events.length === strategy.length;
      const then = isNow ? state : { ...evolve(emptyPlan, events), people: state.people };
      return asOf === undefined ? then : planIn(then, events, asOf);
    },
    definitionsOf: <Kind extends DefinitionKind>(kind: Kind, id: string) =>
      strategy.filter(
        (event): event is EventOfType<`milepost.${Kind}.defined.v1`> =>
          event.type === `milepost.${kind}.defined.v1` && (event.data as { readonly id: string }).id === id,
      ),
    isPrivate: (goal) => privateGoals.has(goal) || privateGoals.has(currentId(state, "goal", goal)),
    note: (event) => notes.get(event),
    version: () => version,
    caughtUp: () => follower.caughtUp(),
    close: () => follower.close(),
  };
}

/** What holds at a moment of the plan that some events tell. */
function planIn(
  plan: PlanState,
  events: readonly MilepostEvent[],
  moment: { readonly date: string; readonly instant?: number },
): PlanState {
  const holding = inForce(events, { ...moment, timeZone: deploymentTimeZone(plan) });
  // Mostly nothing changed since: then what was worked out for the newest plan serves that date too.
  if (holding.length === events.length) return plan;
  // What a later definition means the same by is a matter of now: its values speak of that date, too.
  const { people, meanings } = plan;
  return { ...evolve(emptyPlan, holding), people, meanings };
}

function keep(event: MilepostEvent, strategy: MilepostEvent[], notes: Map<string, string>): void {
  if (event.type === "milepost.note.recorded.v1") notes.set(event.data.about, event.data.text);
  else if (event.type === "milepost.person.erased.v1") notes.delete(event.data.person);
  else if (isDefinition(event)) strategy.push(event);
}

function keepPrivacy(
  { data: { id, definition } }: EventOfType<"milepost.goal.defined.v1">,
  privateGoals: Set<string>,
): void {
  if (definition.private) privateGoals.add(id);
  else privateGoals.delete(id);
}

function isDefinition(event: MilepostEvent): boolean {
  return event.type.endsWith(".defined.v1") || event.type === "milepost.definition.archived.v1";
}
