import { nearestIds } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";

const MOST_NAMED = 20;

/** What a leader can do about a name that was refused, in the words of a page; undefined: the problem is another one. */
export function personFix(
  code: string | undefined,
  typed: string,
  people: PlanState["people"],
): string | undefined {
  if (code === "no_person") return "write your own name or address";
  if (code !== "unknown_person") return undefined;
  const known = [...people.keys()].toSorted();
  if (known.length === 0) return "the plan names nobody yet: whoever keeps it has to add you under people";
  const near = nearestIds(typed, known);
  const meant = near.length > 0 ? `did you mean ${near.join(" or ")}? ` : "";
  const more = known.length > MOST_NAMED ? `, and ${known.length - MOST_NAMED} more` : "";
  return `${meant}write your name as the plan has it: ${known.slice(0, MOST_NAMED).join(", ")}${more}`;
}
