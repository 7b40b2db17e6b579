import type { Goal, RecipientPreferences } from "@milepost/contracts";
import type { PlanState } from "./plan-state.ts";

/** Who has followed whom, by person. */
export type Followers = ReadonlyMap<string, { readonly definition: Pick<RecipientPreferences, "successor"> }>;

/** What of a plan decides it. */
export interface Escalation extends Pick<PlanState, "alerting"> {
  readonly goals: ReadonlyMap<string, { readonly definition: Goal }>;
  readonly recipients: Followers;
}

/**
 * Who has an unanswered alert after a goal's owner: the owners of the goals above it, the nearest first, then the people
 * whom the plan names; of those who left, their successors. Nobody twice.
 */
export function escalationChain(goal: Goal, { goals, alerting, recipients }: Escalation): readonly string[] {
  const named = [...ownersAbove(goal, goals), ...(alerting.escalateTo ?? [])];
  const chain = named.map((person) => successorOf(person, recipients));
  const owner = successorOf(goal.owner, recipients);
  return [...new Set(chain)].filter((person) => person !== owner);
}

/** Who has followed a person, over any number of successions; the person, where nobody has. */
export function successorOf(person: string, recipients: Followers): string {
  const seen = new Set<string>();
  let current = person;
  while (!seen.has(current)) {
    seen.add(current);
    current = recipients.get(current)?.definition.successor ?? current;
  }
  return current;
}

function ownersAbove(goal: Goal, goals: Escalation["goals"]): readonly string[] {
  const owners: string[] = [];
  const seen = new Set<string>();
  for (let id = goal.parent; id !== undefined && !seen.has(id); id = goals.get(id)?.definition.parent) {
    seen.add(id);
    const above = goals.get(id);
    if (above !== undefined) owners.push(above.definition.owner);
  }
  return owners;
}
