import type { DefinitionKind, FieldProblem, Kpi, MilepostEvent, PlanFile, Topic } from "@milepost/contracts";
import { localDate } from "@milepost/contracts";
import { canonicalJson } from "./canonical-json.ts";
import { meaningOf } from "./kpi-meaning.ts";
import type { PlanObject } from "./plan-objects.ts";
import { planObjects } from "./plan-objects.ts";
import type { PlanState } from "./plan-state.ts";
import { MAP_OF_KIND, forebearOf, objectsOf } from "./plan-state.ts";

/** Who applies a plan, when, and where its events say they come from. */
export interface DecideContext {
  /** By the deployment's clock, ISO 8601 UTC. */
  readonly now: string;
  readonly source: string;
  readonly actor: string;
  /** An id for each event. */
  newId(): string;
}

/** An event that applying the plan brings about, and where it belongs in the log. */
export interface PlannedEvent {
  readonly topic: Topic;
  readonly key: string;
  readonly event: MilepostEvent;
}

/** What applying the plan does to one object. */
export interface Change {
  readonly kind: DefinitionKind | "person";
  readonly id: string;
  readonly change: "added" | "changed" | "archived" | "unchanged";
}

/** Everything that applying the plan would do, or why nothing is applied. */
export type Decision =
  | { readonly ok: true; readonly events: readonly PlannedEvent[]; readonly changes: readonly Change[] }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/**
 * Compares a plan file with the plan as it stands: one event for each object that is new, different or gone,
 * referenced objects first; none when nothing changed.
 */
export function decidePlan(plan: PlanFile, state: PlanState, context: DecideContext): Decision {
  const objects = planObjects(plan);
  const today = localDate(Date.parse(context.now), plan.calendars["default"]?.timeZone ?? "UTC");
  const problems = objects.flatMap((object) => [
    ...ownershipProblems(object, state),
    ...renamedKpiProblems(object, state),
    ...futureProblems(object, state, today),
  ]);
  if (problems.length > 0) return { ok: false, problems };
  const steps = [
    ...peopleSteps(plan, state, context),
    ...objects.map((object) => definitionStep(object, state, { ...context, today })),
    ...archiveSteps(objects, state, context),
  ];
  return {
    ok: true,
    events: steps.flatMap(({ planned }) => (planned === null ? [] : [planned])),
    changes: steps.map(({ change }) => change),
  };
}

/** The context, with the local date of applying: from then on a definition holds that states no date. */
interface DayContext extends DecideContext {
  readonly today: string;
}

interface Step {
  readonly change: Change;
  readonly planned: PlannedEvent | null;
}

function ownershipProblems(object: PlanObject, state: PlanState): readonly FieldProblem[] {
  const { kind, id, renamedFrom, field } = object;
  const objects = objectsOf(state, kind);
  return [id, renamedFrom ?? id]
    .filter((name, index, names) => names.indexOf(name) === index)
    .filter((name) => objects.get(name)?.managedBy === "api")
    .map((name) => ({
      field,
      code: "managed_by_api",
      message: `${kind} "${name}" is managed by the API, so a plan file may not define it`,
      fix: "remove it from the file, or archive it through the API first",
    }));
}

/** Values stand in the log under the id that they were pushed with, and nobody looks for them under another one. */
function renamedKpiProblems(
  { kind, id, renamedFrom, field }: PlanObject,
  { kpis, retired }: PlanState,
): readonly FieldProblem[] {
  if (kind !== "kpi" || renamedFrom === undefined) return [];
  // Once it goes by its new id, what it was called before is only said again.
  if (!kpis.has(renamedFrom) && (kpis.has(id) || !retired.has(`kpi/${renamedFrom}`))) return [];
  return [
    {
      field: `${field}.renamedFrom`,
      code: "kpi_renamed",
      message: `the values of "${renamedFrom}" would stay under that id: "${id}" would start without any`,
      fix: `keep the id ${renamedFrom} and change its name; or leave renamedFrom out, and push its values again as ${id}`,
    },
  ];
}

/** Nothing waits for a date: a definition of later would be shown and judged by at once. */
function futureProblems(object: PlanObject, state: PlanState, today: string): readonly FieldProblem[] {
  const { kind, field, definition } = object;
  const date = statedDate(definition);
  if (date === undefined || date <= today || isUnchanged(object, state)) return [];
  const other = kind === "goal" ? "; or make a new goal whose window begins then" : "";
  return [
    {
      field: `${field}.effectiveFrom`,
      code: "in_the_future",
      message: `${date} is after today (${today}): what is applied holds at once, it does not wait for its date`,
      fix: `apply this change on ${date}, and keep what holds until then${other}`,
    },
  ];
}

function isUnchanged({ kind, id, definition }: PlanObject, state: PlanState): boolean {
  const live = objectsOf(state, kind).get(id);
  return live !== undefined && canonicalJson(live.definition) === canonicalJson(definition);
}

function peopleSteps(plan: PlanFile, state: PlanState, context: DecideContext): readonly Step[] {
  return Object.entries(plan.people).map(([id, person]) => {
    const known = state.people.get(id);
    if (known !== undefined && canonicalJson(known) === canonicalJson(person)) {
      return { change: { kind: "person", id, change: "unchanged" }, planned: null };
    }
    const data = { person: id, name: person.name, email: person.email };
    const event = { ...envelope(context, id), type: "milepost.person.recorded.v1", data } as const;
    const change = known === undefined ? "added" : "changed";
    return { change: { kind: "person", id, change }, planned: { topic: "people", key: id, event } };
  });
}

function definitionStep(object: PlanObject, state: PlanState, context: DayContext): Step {
  const { kind, id, definition } = object;
  const forebear = forebearOf(state, kind, object);
  const live = objectsOf(state, kind).get(id);
  if (isUnchanged(object, state)) {
    return { change: { kind, id, change: "unchanged" }, planned: null };
  }
  const data = {
    id,
    effectiveFrom: statedDate(definition) ?? context.today,
    managedBy: "file",
    definition,
    ...(kind === "kpi" && { kpiVersion: kpiVersion(definition as Kpi, forebear) }),
  };
  const type = `milepost.${kind}.defined.v1`;
  const event = { ...envelope(context, `${kind}/${id}`), type, data } as unknown as MilepostEvent;
  const change = live === undefined && (forebear === undefined || forebear.id === id) ? "added" : "changed";
  return { change: { kind, id, change }, planned: { topic: "strategy", key: `${kind}/${id}`, event } };
}

function archiveSteps(
  objects: readonly PlanObject[],
  state: PlanState,
  context: DecideContext,
): readonly Step[] {
  const kept = new Set(objects.map(({ kind, id }) => `${kind}/${id}`));
  const successors = new Map(objects.map((object) => [`${object.kind}/${object.renamedFrom}`, object.id]));
  const kinds = (Object.keys(MAP_OF_KIND) as DefinitionKind[]).toReversed();
  return kinds.flatMap((kind) =>
    [...objectsOf(state, kind).values()]
      .filter(({ id, managedBy }) => managedBy === "file" && !kept.has(`${kind}/${id}`))
      .toReversed()
      .map(({ id }) => {
        const key = `${kind}/${id}`;
        const successor = successors.get(key);
        const reason = successor === undefined ? "left the plan file" : `renamed to ${successor}`;
        const event = {
          ...envelope(context, key),
          type: "milepost.definition.archived.v1",
          data: { kind, id, reason },
        } as const;
        return { change: { kind, id, change: "archived" }, planned: { topic: "strategy", key, event } };
      }),
  );
}

/** A change of what the numbers mean makes a new version; a change of words does not. */
function kpiVersion(definition: Kpi, forebear: ReturnType<typeof forebearOf>): number {
  if (forebear === undefined) return 1;
  const isSame = meaningOf(forebear.definition as Kpi) === meaningOf(definition);
  return forebear.version + (isSame ? 0 : 1);
}

function statedDate(definition: PlanObject["definition"]): string | undefined {
  return "effectiveFrom" in definition ? definition.effectiveFrom : undefined;
}

function envelope(
  context: DecideContext,
  subject: string,
): Pick<MilepostEvent, "specversion" | "id" | "source" | "subject" | "time" | "actor"> {
  const { source, now, actor } = context;
  return { specversion: "1.0", id: context.newId(), source, subject, time: now, actor };
}
