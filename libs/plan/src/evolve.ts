import type { DefinitionKind, EventOfType, Goal, Kpi, MilepostEvent } from "@milepost/contracts";
import { askedCadences } from "./asked-cadences.ts";
import { evolvePeople } from "./evolve-people.ts";
import { meaningOf } from "./kpi-meaning.ts";
import type { PlanState } from "./plan-state.ts";
import { DEFAULT_ALERTING, MAP_OF_KIND, forebearOf, objectsOf, renamedFromOf } from "./plan-state.ts";

type DefinedEvent = EventOfType<`milepost.${DefinitionKind}.defined.v1`>;
type ArchivedEvent = EventOfType<"milepost.definition.archived.v1">;

const MAP_NAMES = [
  ...Object.values(MAP_OF_KIND),
  "archived",
  "retired",
  "renamed",
  "meanings",
  "unbound",
  "cadences",
] as const;
type MapName = (typeof MAP_NAMES)[number];

/** The state while a batch is folded in: a map is copied when the batch first writes to it. */
interface Draft {
  state: PlanState;
  readonly copied: Set<MapName>;
}

/** The state after some events; events that are no business of the plan change nothing. */
export function evolve(state: PlanState, events: readonly MilepostEvent[]): PlanState {
  const draft: Draft = { state, copied: new Set() };
  for (const event of events) {
    if (isDefined(event)) define(draft, event);
    else if (event.type === "milepost.definition.archived.v1") archive(draft, event);
    else if (event.type === "milepost.clock.set.v1") draft.state = { ...draft.state, clock: event.data.now };
  }
  const people = evolvePeople(state.people, events);
  return people === state.people ? draft.state : { ...draft.state, people };
}

/** Whether an event of the strategy topic says something of the plan; what people say of goals does not. */
export function isPlanEvent(event: Pick<MilepostEvent, "type">): boolean {
  return KIND_OF_TYPE.has(event.type) || PLAN_EVENTS.includes(event.type);
}

const PLAN_EVENTS: readonly string[] = ["milepost.definition.archived.v1", "milepost.clock.set.v1"];

const KIND_OF_TYPE: ReadonlyMap<string, DefinitionKind> = new Map(
  (Object.keys(MAP_OF_KIND) as DefinitionKind[]).map((kind) => [`milepost.${kind}.defined.v1`, kind]),
);

function isDefined(event: MilepostEvent): event is DefinedEvent {
  return KIND_OF_TYPE.has(event.type);
}

function define(draft: Draft, event: DefinedEvent): void {
  const kind = KIND_OF_TYPE.get(event.type) as DefinitionKind;
  const { id, definition, effectiveFrom, managedBy } = event.data;
  const renamedFrom = renamedFromOf(definition);
  const forebear = forebearOf(draft.state, kind, { id, renamedFrom });
  const version =
    "kpiVersion" in event.data ? (event.data.kpiVersion as number) : (forebear?.version ?? 0) + 1;
  const recordedAt = event.recordedtime ?? event.time;
  const defined = { id, definition, effectiveFrom, recordedAt, managedBy, version };
  writable(draft, MAP_OF_KIND[kind]).set(id, defined);
  if (kind === "kpi") {
    const before = draft.state.meanings.get(forebear?.id ?? id) ?? [];
    const meanings = new Map([...before, [version, meaningOf(definition as Kpi)]]);
    writable(draft, "meanings").set(id, meanings);
    if (isBound(forebear?.definition) && !isBound(definition)) {
      writable(draft, "unbound").set(id, (draft.state.unbound.get(id) ?? 0) + 1);
    }
  }
  if (kind === "goal") {
    const before = draft.state.cadences.get(forebear?.id ?? id);
    const since = forebear === undefined ? null : recordedAt;
    const asked = askedCadences(before, { goal: definition as Goal, since });
    if (asked !== draft.state.cadences.get(id)) writable(draft, "cadences").set(id, asked);
  }
  // An id that was renamed away and is given back goes on with what was said under the name between.
  const isNewName = forebear?.id === renamedFrom || draft.state.renamed.has(`${kind}/${id}`);
  forget(draft, "archived", `${kind}/${id}`);
  forget(draft, "retired", `${kind}/${id}`);
  forget(draft, "renamed", `${kind}/${id}`);
  if (renamedFrom !== undefined && isNewName && isKnown(draft.state, kind, renamedFrom)) {
    writable(draft, "renamed").set(`${kind}/${renamedFrom}`, id);
  }
  if (kind === "alerting") draft.state = { ...draft.state, alerting: alertingOf(draft.state) };
}

function isKnown(state: PlanState, kind: DefinitionKind, id: string): boolean {
  return objectsOf(state, kind).has(id) || state.retired.has(`${kind}/${id}`);
}

function isBound(definition: DefinedEvent["data"]["definition"] | undefined): boolean {
  return definition !== undefined && "binding" in definition && definition.binding !== undefined;
}

function archive(draft: Draft, event: ArchivedEvent): void {
  const { kind, id } = event.data;
  const last = draft.state[MAP_OF_KIND[kind]].get(id);
  if (last === undefined) return;
  forget(draft, MAP_OF_KIND[kind], id);
  writable(draft, "retired").set(`${kind}/${id}`, last);
  writable(draft, "archived").set(`${kind}/${id}`, event.recordedtime ?? event.time);
  if (kind === "alerting") draft.state = { ...draft.state, alerting: alertingOf(draft.state) };
}

function alertingOf(state: PlanState): PlanState["alerting"] {
  return state.alertings.get("default")?.definition ?? DEFAULT_ALERTING;
}

function forget(draft: Draft, name: MapName, key: string): void {
  if (draft.state[name].has(key)) writable(draft, name).delete(key);
}

/** The draft's own copy of a map. */
function writable(draft: Draft, name: MapName): Map<string, unknown> {
  if (!draft.copied.has(name)) {
    draft.copied.add(name);
    draft.state = { ...draft.state, [name]: new Map<string, unknown>(draft.state[name]) };
  }
  return draft.state[name] as Map<string, unknown>;
}
