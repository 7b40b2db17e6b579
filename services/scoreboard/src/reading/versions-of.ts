import { countingVersions } from "@milepost/plan";
import { oncePerPlan } from "./once-per-plan.ts";

/** Which versions' values of each KPI count under a plan, and the same as text: it tells remembered answers apart. */
export const versionsOf = oncePerPlan((plan) => {
  const versions = countingVersions(plan);
  return { versions, text: JSON.stringify(versions) };
});
