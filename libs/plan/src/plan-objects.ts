import type { DefinitionKind, PlanFile } from "@milepost/contracts";
import type { Definitions } from "./plan-state.ts";
import { renamedFromOf } from "./plan-state.ts";

/** One object that a plan file defines. */
export interface PlanObject {
  readonly kind: DefinitionKind;
  readonly id: string;
  readonly definition: Definitions[DefinitionKind];
  readonly renamedFrom: string | undefined;
  /** Path in the file, such as `kpis.on-time-delivery`. */
  readonly field: string;
}

type Entries<Definition> = readonly (readonly [string, Definition])[];

/** Every object of a plan file but the people, an object after those that it refers to. */
export function planObjects(plan: PlanFile): readonly PlanObject[] {
  const { calendars, units, kpis, goals, scorecards, connectors, alerting, channels, recipients } = plan;
  return [
    ...objects("calendar", Object.entries(calendars)),
    ...objects(
      "unit",
      inOrder(units, ({ parent }) => [parent]),
    ),
    ...objects(
      "kpi",
      inOrder(kpis, ({ parent, runningOf }) => [parent, runningOf]),
    ),
    ...objects(
      "goal",
      inOrder(goals, ({ parent }) => [parent]),
    ),
    ...objects("scorecard", Object.entries(scorecards)),
    ...objects("connector", Object.entries(connectors)),
    ...(alerting === undefined ? [] : objects("alerting", [["default", alerting]], "alerting")),
    ...objects("channel", Object.entries(channels)),
    ...objects("recipient", Object.entries(recipients)),
  ];
}

const SECTIONS: Readonly<Record<DefinitionKind, string>> = {
  calendar: "calendars",
  unit: "units",
  kpi: "kpis",
  goal: "goals",
  scorecard: "scorecards",
  connector: "connectors",
  alerting: "alerting",
  channel: "channels",
  recipient: "recipients",
};

function objects(
  kind: DefinitionKind,
  definitions: Entries<Definitions[DefinitionKind]>,
  field?: string,
): readonly PlanObject[] {
  return definitions.map(([id, definition]) => ({
    kind,
    id,
    definition,
    renamedFrom: renamedFromOf(definition),
    field: field ?? `${SECTIONS[kind]}.${id}`,
  }));
}

/** The same entries, each after those it names; cycles were refused before. */
function inOrder<Definition>(
  definitions: Readonly<Record<string, Definition>>,
  references: (definition: Definition) => readonly (string | undefined)[],
): Entries<Definition> {
  const byId = new Map(Object.entries(definitions));
  const ordered = new Map<string, Definition>();
  const visited = new Set<string>();
  const visit = (id: string): void => {
    const definition = byId.get(id);
    if (definition === undefined || visited.has(id)) return;
    visited.add(id);
    for (const reference of references(definition)) if (reference !== undefined) visit(reference);
    ordered.set(id, definition);
  };
  for (const id of byId.keys()) visit(id);
  return [...ordered];
}
