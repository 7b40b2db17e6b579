export { decidePlan } from "./decide-plan.ts";
export type { Change, DecideContext, Decision, PlannedEvent } from "./decide-plan.ts";
export { evolve } from "./evolve.ts";
export { evolvePeople } from "./evolve-people.ts";
export { parsePlan, placeProblems } from "./parse-plan.ts";
export type { ParsedPlan } from "./parse-plan.ts";
export { changedVersions, currentId, emptyPlan, timeZoneOf } from "./plan-state.ts";
export type { Defined, Definitions, People, PlanState } from "./plan-state.ts";
