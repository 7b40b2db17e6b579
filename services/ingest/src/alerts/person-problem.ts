import type { FieldProblem } from "@milepost/contracts";
import { idSchema, nearestIds } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";

/** Commands that name nobody carry one of these. */
export const NOBODY: readonly string[] = ["api", "cli"];
const MOST_NAMED = 20;

/**
 * What is wrong with the person who gives a command: a bare id that the plan's people do not hold. Anything else
 * (an e-mail address, `connector:erp`) names no person of the plan, and a plan without people cannot tell.
 */
export function personProblem(actor: string, people: PlanState["people"]): FieldProblem | undefined {
  const isPersonId = idSchema.safeParse(actor).success && !NOBODY.includes(actor);
  if (!isPersonId || people.size === 0 || people.has(actor)) return undefined;
  const known = [...people.keys()].toSorted();
  const near = nearestIds(actor, known);
  const named = known.slice(0, MOST_NAMED).join(", ");
  const more = known.length > MOST_NAMED ? `, and ${known.length - MOST_NAMED} more` : "";
  const meant = near.length > 0 ? `did you mean ${near.map((id) => `"${id}"`).join(" or ")}? ` : "";
  return {
    field: "actor",
    code: "unknown_person",
    message: `there is no person "${actor}" in the plan`,
    fix: `${meant}known people: ${named}${more}; name one in the header milepost-actor (\`--by\` of the CLI)`,
  };
}
