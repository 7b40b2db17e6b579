import type { Alerting, Goal } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";

/**
 * Who has an unanswered alert after a goal's owner: the owners of the goals above it, the nearest first, then the people
 * whom the plan names; of those who left, their successors. Nobody twice.
 */
export function escalationChain(
  goal: Goal,
  { goals, alerting }: Pick<PlanState, "goals" | "alerting">,
): readonly string[] {
  const { escalateTo = [], successors } = alerting;
  const chain = [...ownersAbove(goal, goals), ...escalateTo].map((person) => successorOf(person, successors));
  const owner = successorOf(goal.owner, successors);
  return [...new Set(chain)].filter((person) => person !== owner);
}

/** Who stands in for a person, over any number of successions; the person, where nobody does. */
export function successorOf(person: string, successors: Alerting["successors"] = {}): string {
  const seen = new Set<string>();
  let current = person;
  while (!seen.has(current)) {
    seen.add(current);
    current = successors[current] ?? current;
  }
  return current;
}

function ownersAbove(goal: Goal, goals: PlanState["goals"]): readonly string[] {
  const owners: string[] = [];
  const seen = new Set<string>();
  for (let id = goal.parent; id !== undefined && !seen.has(id); id = goals.get(id)?.definition.parent) {
    seen.add(id);
    const above = goals.get(id);
    if (above !== undefined) owners.push(above.definition.owner);
  }
  return owners;
}
