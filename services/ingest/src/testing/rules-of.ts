import { emptyPlan, decidePlan, evolve, parsePlan } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";

/** The plan's state after a plan file was applied to nothing; for tests. */
export function stateOf(file: Readonly<Record<string, unknown>>): PlanState {
  const parsed = parsePlan(JSON.stringify(file));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  let ids = 0;
  const context = { now: "2026-10-01T00:00:00.000Z", source: "//test", actor: "test" };
  const decision = decidePlan(parsed.plan, emptyPlan, { ...context, newId: () => `event-${(ids += 1)}` });
  if (!decision.ok) throw new Error(JSON.stringify(decision.problems));
  return evolve(
    emptyPlan,
    decision.events.map(({ event }) => event),
  );
}
