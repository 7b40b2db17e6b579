import type { PlanShape } from "../read-shape.ts";
import type { Finding } from "./finding.ts";

type Renamed = Readonly<Record<string, { readonly renamedFrom?: string | undefined }>>;

/** Old ids that are still in use, or that two objects claim. */
export function renameFindings({ plan, names }: PlanShape): readonly Finding[] {
  return [...claims("kpis", plan.kpis, names.kpis), ...claims("goals", plan.goals, names.goals)];
}

function claims(section: string, objects: Renamed, names: ReadonlySet<string>): readonly Finding[] {
  const claimed = new Map<string, string>();
  return Object.entries(objects).flatMap(([id, { renamedFrom }]) => {
    if (renamedFrom === undefined) return [];
    const path = [section, id, "renamedFrom"];
    const other = claimed.get(renamedFrom);
    claimed.set(renamedFrom, id);
    if (names.has(renamedFrom)) {
      const message = `"${renamedFrom}" is still defined in this plan, so "${id}" cannot be its new name`;
      return [{ path, code: "renamed_from_in_use", message, fix: `remove ${renamedFrom}, or renamedFrom` }];
    }
    if (other === undefined) return [];
    const message = `"${other}" and "${id}" both say they were "${renamedFrom}"`;
    return [{ path, code: "renamed_from_twice", message, fix: "keep renamedFrom at one of them" }];
  });
}
