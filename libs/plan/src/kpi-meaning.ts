import type { Kpi } from "@milepost/contracts";
import { canonicalJson } from "./canonical-json.ts";
import type { Defined, PlanState } from "./plan-state.ts";

/** The fields that say what a KPI's numbers mean: a change of one makes a new version. */
export const MEANING = [
  "unit",
  "currency",
  "grain",
  "calendar",
  "behaviour",
] as const satisfies (keyof Kpi)[];

/** What says which versions of KPIs count; of a KPI that left the plan its last definition does. */
type Meant = Pick<PlanState, "kpis" | "meanings"> & Partial<Pick<PlanState, "retired">>;

/** What a KPI's numbers say: equal texts mean the same, whatever the definition calls them. */
export function meaningOf(definition: Kpi): string {
  return canonicalJson(MEANING.map((field) => definition[field] ?? null));
}

/**
 * KPI → versions of its definition whose values count: all that mean the same as the one in this plan, so that a change
 * that is taken back brings the values back. Left out are KPIs of which version 1 alone counts. Only of some KPIs where
 * they are named.
 */
export function countingVersions(
  plan: Meant,
  only: Iterable<string> = plan.kpis.keys(),
): Readonly<Record<string, readonly number[]>> {
  const counting: Record<string, readonly number[]> = {};
  for (const id of only) {
    const versions = versionsThatCount(plan, id);
    if (versions.length !== 1 || versions[0] !== 1) counting[id] = versions;
  }
  return counting;
}

/** The versions of one KPI whose values count under this plan. */
export function versionsThatCount({ kpis, meanings, retired }: Meant, kpi: string): readonly number[] {
  const defined = kpis.get(kpi) ?? (retired?.get(`kpi/${kpi}`) as Defined<Kpi> | undefined);
  if (defined === undefined) return [1];
  const meaning = meaningOf(defined.definition);
  const alike = [...(meanings.get(kpi) ?? [])].flatMap(([version, meant]) =>
    meant === meaning && version !== defined.version ? [version] : [],
  );
  return [...alike, defined.version].toSorted((left, right) => left - right);
}
