import type { GoalEvent, GoalEventKind, GoalStaleData, MilepostEvent } from "@milepost/contracts";

/** An event of a goal, as it is remembered. */
export interface KnownGoalEvent extends Pick<GoalEvent, "id" | "kind"> {
  /** When it was appended, in epoch milliseconds. */
  readonly at: number;
}

/** What the log says of when something last happened about each goal, beside its values, and of silences. */
export interface GoalEvents {
  take(event: MilepostEvent): void;
  /** The last event of a goal that is no value; undefined: there never was one. */
  last(goal: string): KnownGoalEvent | undefined;
  /** When a goal was first defined, in epoch milliseconds. */
  definedAt(goal: string): number | undefined;
  /** Whether the log tells of a silence, ended or not. */
  isKnown(spell: string): boolean;
  /** Silences that have not ended. */
  open(): Iterable<GoalStaleData>;
  openOf(goal: string): GoalStaleData | undefined;
}

/** Opens an empty state; everything in it can be read from the log again. */
export function createGoalEvents(): GoalEvents {
  const last = new Map<string, KnownGoalEvent>();
  const definedAt = new Map<string, number>();
  const known = new Set<string>();
  const open = new Map<string, GoalStaleData>();

  const hear = (goal: string, kind: GoalEventKind, event: MilepostEvent): void => {
    const heard = { id: event.id, kind, at: appendedAt(event) };
    last.set(goal, laterEvent(last.get(goal), heard) ?? heard);
  };
  const define = (goal: string, event: MilepostEvent): void => {
    if (definedAt.has(goal)) hear(goal, "plan", event);
    else definedAt.set(goal, appendedAt(event));
  };
  const begin = (found: GoalStaleData): void => {
    if (known.has(found.spell)) return;
    known.add(found.spell);
    open.set(found.goal, found);
  };
  const end = ({ goal, spell }: Pick<GoalStaleData, "goal" | "spell">): void => {
    if (open.get(goal)?.spell === spell) open.delete(goal);
  };
  return {
    take: (event) => {
      const word = WORDS.get(event.type);
      if (word !== undefined) hear((event.data as { readonly goal: string }).goal, word, event);
      else if (event.type === "milepost.goal.defined.v1") define(event.data.id, event);
      else if (event.type === "milepost.definition.archived.v1") {
        if (event.data.kind === "goal") hear(event.data.id, "plan", event);
      } else if (event.type === "milepost.goal.stale.v1") begin(event.data);
      else if (event.type === "milepost.staleness.ended.v1") end(event.data);
    },
    last: (goal) => last.get(goal),
    definedAt: (goal) => definedAt.get(goal),
    isKnown: (spell) => known.has(spell),
    open: () => open.values(),
    openOf: (goal) => open.get(goal),
  };
}

/** What people say of a goal; what Milepost says by itself (assessments, alerts, lessons, reminders) is no event of it. */
const WORDS: ReadonlyMap<MilepostEvent["type"], GoalEventKind> = new Map([
  ["milepost.checkin.made.v1", "check_in"],
  ["milepost.override.made.v1", "override"],
  ["milepost.override.withdrawn.v1", "override"],
  ["milepost.alert.acknowledged.v1", "alert"],
  ["milepost.alert.snoozed.v1", "alert"],
  ["milepost.review.concluded.v1", "review"],
  ["milepost.suggestion.accepted.v1", "suggestion"],
  ["milepost.suggestion.declined.v1", "suggestion"],
]);

/** The later one of two events; of two at once the one with the greater id, in whichever order they are read. */
export function laterEvent(
  left: KnownGoalEvent | undefined,
  right: KnownGoalEvent | undefined,
): KnownGoalEvent | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  if (left.at !== right.at) return left.at > right.at ? left : right;
  return left.id > right.id ? left : right;
}

function appendedAt({ recordedtime, time }: MilepostEvent): number {
  return Date.parse(recordedtime ?? time);
}
