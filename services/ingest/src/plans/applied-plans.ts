import { hash } from "node:crypto";
import type { MilepostEvent } from "@milepost/contracts";
import type { Change, PlanState } from "@milepost/plan";

const CAUSE_PREFIX = "plan:";

/** What a plan changed that was applied under an idempotency key. */
export interface AppliedPlan {
  /** Hash of the plan's text. */
  readonly text: string;
  readonly changes: readonly Change[];
  /** Whether all events are there that belong together; else the append was broken off. */
  readonly complete: boolean;
  /** Events that are there of those that belong together, by how many they are. */
  readonly events: ReadonlyMap<number, ReadonlySet<string>>;
}

/** Applied plans by idempotency key, as the log's causation ids tell them. */
export type AppliedPlans = ReadonlyMap<string, AppliedPlan>;

export const noAppliedPlans: AppliedPlans = new Map();

/** The causation id of every event that one request to apply a plan brings about; `events` are appended together. */
export function planCause(key: string, text: string, events: number): string {
  return `${CAUSE_PREFIX}${textHash(text)}.${events}:${key}`;
}

/** A short hash of a plan's text. */
export function textHash(text: string): string {
  return hash("sha256", text, "hex").slice(0, 16);
}

/** Takes events in; `state` is the plan before them. */
export function noteApplied(
  applied: AppliedPlans,
  state: PlanState,
  events: readonly MilepostEvent[],
): AppliedPlans {
  const caused = events.filter(({ causationid }) => causationid?.startsWith(CAUSE_PREFIX) ?? false);
  if (caused.length === 0) return applied;
  const next = new Map(applied);
  for (const event of caused) {
    const [, mark = "", ...key] = (event.causationid ?? "").split(":");
    const name = key.join(":");
    next.set(name, withEvent(next.get(name), { event, mark, change: changeOf(event, state) }));
  }
  return next;
}

interface Caused {
  readonly event: MilepostEvent;
  /** Hash of the plan's text, and how many events belong together; the first version did not say how many. */
  readonly mark: string;
  readonly change: Change | undefined;
}

function withEvent(before: AppliedPlan | undefined, { event, mark, change }: Caused): AppliedPlan {
  const [text = "", count] = mark.split(".");
  const changes = before?.changes ?? [];
  const isNew =
    change !== undefined && !changes.some(({ kind, id }) => kind === change.kind && id === change.id);
  const wanted = Number(count ?? 1);
  const events = new Map(before?.events);
  const there = new Set(events.get(wanted)).add(event.id);
  events.set(wanted, there);
  return {
    text,
    changes: isNew ? [...changes, change] : changes,
    complete: before?.complete === true || there.size >= wanted,
    events,
  };
}

const DEFINED: Readonly<Record<string, readonly [Change["kind"], keyof PlanState]>> = {
  "milepost.calendar.defined.v1": ["calendar", "calendars"],
  "milepost.unit.defined.v1": ["unit", "units"],
  "milepost.kpi.defined.v1": ["kpi", "kpis"],
  "milepost.goal.defined.v1": ["goal", "goals"],
  "milepost.scorecard.defined.v1": ["scorecard", "scorecards"],
  "milepost.connector.defined.v1": ["connector", "connectors"],
  "milepost.alerting.defined.v1": ["alerting", "alertings"],
};

function changeOf(event: MilepostEvent, state: PlanState): Change | undefined {
  if (event.type === "milepost.definition.archived.v1") {
    return { kind: event.data.kind, id: event.data.id, change: "archived" };
  }
  if (event.type === "milepost.person.recorded.v1") {
    const id = event.data.person;
    return { kind: "person", id, change: state.people.has(id) ? "changed" : "added" };
  }
  const defined = DEFINED[event.type];
  if (defined === undefined) return undefined;
  const [kind, name] = defined;
  const id = (event.data as { readonly id: string }).id;
  return { kind, id, change: (state[name] as ReadonlyMap<string, unknown>).has(id) ? "changed" : "added" };
}
