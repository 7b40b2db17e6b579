import type { PlanShape } from "../read-shape.ts";
import type { Finding } from "./finding.ts";

type Parents = Readonly<Record<string, { readonly parent?: string | undefined }>>;

/** Units, KPIs and goals that are, over their parents, their own ancestor: one finding a cycle. */
export function cycleFindings({ plan }: PlanShape): readonly Finding[] {
  const trees: readonly (readonly [string, Parents])[] = [
    ["units", plan.units],
    ["kpis", plan.kpis],
    ["goals", plan.goals],
  ];
  return trees.flatMap(([section, objects]) =>
    cycles(objects).map((cycle) => ({
      path: [section, cycle[0] ?? "", "parent"],
      code: "parent_cycle",
      message: `the parents go round in a circle: ${[...cycle, cycle[0]].join(" → ")}`,
      fix: "take the parent of one of them away",
    })),
  );
}

function cycles(objects: Parents): readonly (readonly string[])[] {
  const parents = new Map(Object.entries(objects).map(([id, { parent }]) => [id, parent]));
  const settled = new Set<string>();
  const found: string[][] = [];
  for (const start of parents.keys()) {
    const chain = new Set<string>();
    let id: string | undefined = start;
    while (id !== undefined && !chain.has(id) && !settled.has(id)) {
      chain.add(id);
      id = parents.get(id);
    }
    if (id !== undefined && chain.has(id)) found.push([...chain].slice([...chain].indexOf(id)));
    for (const member of chain) settled.add(member);
  }
  return found;
}
