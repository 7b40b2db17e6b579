import type { DefinitionKind } from "@milepost/contracts";
import { currentId } from "./plan-state.ts";
import type { PlanState } from "./plan-state.ts";

const known = new WeakMap<PlanState["renamed"], ReadonlyMap<string, readonly string[]>>();

/** The ids that an object had before the one that it has now, by any of its ids: what was said of it stands in the log under them. */
export function formerIds(
  state: Pick<PlanState, "renamed">,
  kind: DefinitionKind,
  id: string,
): readonly string[] {
  let former = known.get(state.renamed);
  if (former === undefined) known.set(state.renamed, (former = gathered(state)));
  return former.get(`${kind}/${currentId(state, kind, id)}`) ?? [];
}

/** All ids of an object, by any of them; the one that it has now is the last. */
export function allIds(
  state: Pick<PlanState, "renamed">,
  kind: DefinitionKind,
  id: string,
): readonly string[] {
  return [...formerIds(state, kind, id), currentId(state, kind, id)];
}

function gathered(state: Pick<PlanState, "renamed">): ReadonlyMap<string, readonly string[]> {
  const former = new Map<string, string[]>();
  for (const key of state.renamed.keys()) {
    const [kind, id] = partsOf(key);
    const current = `${kind}/${currentId(state, kind, id)}`;
    former.set(current, [...(former.get(current) ?? []), id]);
  }
  return former;
}

function partsOf(key: string): readonly [DefinitionKind, string] {
  const slash = key.indexOf("/");
  return [key.slice(0, slash) as DefinitionKind, key.slice(slash + 1)];
}
