import { MAP_OF_KIND } from "./plan-state.ts";
import type { PlanState } from "./plan-state.ts";

/** The sections of a plan file, by the map of the state that fills them. */
const SECTIONS = Object.values(MAP_OF_KIND).filter((name) => name !== "alertings");

/** The plan as a plan file has it: applied to a deployment that has none, it gives the same definitions. */
export function planFile(state: PlanState): Record<string, unknown> {
  const sections = SECTIONS.map((name) => [
    name,
    Object.fromEntries([...state[name]].map(([id, { definition }]) => [id, definition])),
  ]);
  return {
    apiVersion: "milepost/v1",
    people: Object.fromEntries(state.people),
    ...Object.fromEntries(sections),
    ...(state.alertings.size === 0 ? {} : { alerting: state.alerting }),
  };
}
