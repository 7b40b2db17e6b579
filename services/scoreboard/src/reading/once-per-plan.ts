import type { PlanState } from "@milepost/plan";

/** What follows from a plan alone, worked out once for each state of it. */
export function oncePerPlan<Result>(compute: (plan: PlanState) => Result): (plan: PlanState) => Result {
  const known = new WeakMap<PlanState, { readonly result: Result }>();
  return (plan) => {
    let held = known.get(plan);
    if (held === undefined) known.set(plan, (held = { result: compute(plan) }));
    return held.result;
  };
}
