import type {
  Alerting,
  Calendar,
  ChannelDefinition,
  Connector,
  DefinitionKind,
  Goal,
  Kpi,
  Person,
  RecipientPreferences,
  Scorecard,
  Unit,
} from "@milepost/contracts";
import { alertingSchema } from "@milepost/contracts";
import type { AskedCadence } from "./asked-cadences.ts";

/** What an object of each kind is defined by. */
export interface Definitions {
  readonly calendar: Calendar;
  readonly unit: Unit;
  readonly kpi: Kpi;
  readonly goal: Goal;
  readonly scorecard: Scorecard;
  readonly connector: Connector;
  readonly alerting: Alerting;
  readonly channel: ChannelDefinition;
  readonly recipient: RecipientPreferences;
}

/** One object of the plan as it stands. */
export interface Defined<Definition> {
  readonly id: string;
  readonly definition: Definition;
  /** From which local date on the definition holds. */
  readonly effectiveFrom: string;
  /** When it was appended, ISO 8601 UTC. */
  readonly recordedAt: string;
  readonly managedBy: "file" | "api";
  /** Of a KPI its `kpiVersion`; of everything else 1 and one more with each change. */
  readonly version: number;
}

/** Who is who, by person id. */
export type People = ReadonlyMap<string, Person>;

/** The plan as the log's strategy (and, where it is followed, people) topic tells it. */
export interface PlanState {
  readonly calendars: ReadonlyMap<string, Defined<Calendar>>;
  readonly units: ReadonlyMap<string, Defined<Unit>>;
  readonly kpis: ReadonlyMap<string, Defined<Kpi>>;
  readonly goals: ReadonlyMap<string, Defined<Goal>>;
  readonly scorecards: ReadonlyMap<string, Defined<Scorecard>>;
  readonly connectors: ReadonlyMap<string, Defined<Connector>>;
  /** Holds at most `default`. */
  readonly alertings: ReadonlyMap<string, Defined<Alerting>>;
  /** The alerting rules in force: defined, or the defaults. */
  readonly alerting: Alerting;
  readonly channels: ReadonlyMap<string, Defined<ChannelDefinition>>;
  /** By person; `default` speaks for everybody else. */
  readonly recipients: ReadonlyMap<string, Defined<RecipientPreferences>>;
  /** `<kind>/<id>` → when it was archived; archived objects are in none of the maps above. */
  readonly archived: ReadonlyMap<string, string>;
  /** `<kind>/<id>` → last definition of an archived object, so that its versions go on when it returns. */
  readonly retired: ReadonlyMap<string, Defined<Definitions[DefinitionKind]>>;
  /** `<kind>/<old id>` → new id. */
  readonly renamed: ReadonlyMap<string, string>;
  /** KPI → version of its definition → what its values mean by it, also of archived KPIs. */
  readonly meanings: ReadonlyMap<string, ReadonlyMap<number, string>>;
  /** KPI → how often its binding was taken away: others may have said its values since. Absent: never. */
  readonly unbound: ReadonlyMap<string, number>;
  /** Goal → how often check-ins on it were asked for, oldest first. */
  readonly cadences: ReadonlyMap<string, readonly AskedCadence[]>;
  /** The instant the deployment's own clock was last set to; null: it runs on the real clock. */
  readonly clock: string | null;
  /** Empty where only the strategy topic is followed. */
  readonly people: People;
}

/** The rules that hold when no plan says otherwise. */
export const DEFAULT_ALERTING: Alerting = Object.freeze(alertingSchema.parse({}));

/** The state before the first event. */
export const emptyPlan: PlanState = Object.freeze({
  calendars: new Map(),
  units: new Map(),
  kpis: new Map(),
  goals: new Map(),
  scorecards: new Map(),
  connectors: new Map(),
  alertings: new Map(),
  alerting: DEFAULT_ALERTING,
  channels: new Map(),
  recipients: new Map(),
  archived: new Map(),
  retired: new Map(),
  renamed: new Map(),
  meanings: new Map(),
  unbound: new Map(),
  cadences: new Map(),
  clock: null,
  people: new Map(),
});

/** The map of the state that holds each kind of object. */
export const MAP_OF_KIND = {
  calendar: "calendars",
  unit: "units",
  kpi: "kpis",
  goal: "goals",
  scorecard: "scorecards",
  connector: "connectors",
  alerting: "alertings",
  channel: "channels",
  recipient: "recipients",
} as const satisfies Record<DefinitionKind, keyof PlanState>;

/** The time zone in which a KPI's periods begin and end: its own, its calendar's, else UTC. */
export function timeZoneOf(state: PlanState, kpi: Kpi): string {
  return kpi.timeZone ?? state.calendars.get(kpi.calendar)?.definition.timeZone ?? "UTC";
}

/** The id under which an object goes on after it was renamed, however often. */
export function currentId(state: Pick<PlanState, "renamed">, kind: DefinitionKind, id: string): string {
  let current = id;
  for (let steps = 0; steps <= state.renamed.size; steps += 1) {
    const next = state.renamed.get(`${kind}/${current}`);
    if (next === undefined) return current;
    current = next;
  }
  return current;
}

/** The live objects of one kind. */
export function objectsOf(
  state: Omit<PlanState, "people">,
  kind: DefinitionKind,
): ReadonlyMap<string, Defined<Definitions[DefinitionKind]>> {
  return state[MAP_OF_KIND[kind]];
}

/** What a definition carries on: the object itself, live or archived, else the one it was renamed from. */
export function forebearOf(
  state: Omit<PlanState, "people">,
  kind: DefinitionKind,
  names: { readonly id: string; readonly renamedFrom: string | undefined },
): Defined<Definitions[DefinitionKind]> | undefined {
  const live = objectsOf(state, kind);
  const itself = live.get(names.id) ?? state.retired.get(`${kind}/${names.id}`);
  if (itself !== undefined || names.renamedFrom === undefined) return itself;
  return live.get(names.renamedFrom) ?? state.retired.get(`${kind}/${names.renamedFrom}`);
}

/** The old id that a definition names, where its kind can be renamed. */
export function renamedFromOf(definition: Definitions[DefinitionKind]): string | undefined {
  return "renamedFrom" in definition ? definition.renamedFrom : undefined;
}
