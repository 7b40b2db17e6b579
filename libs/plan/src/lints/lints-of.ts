import type { Lint, PlanFile } from "@milepost/contracts";
import type { Finding } from "../checks/finding.ts";
import { checkInLints } from "./check-ins.ts";
import { committedLints } from "./committed.ts";
import { keptApartLints } from "./kept-apart.ts";
import { meanLints } from "./means.ts";
import { onePeriodLints } from "./one-period.ts";
import { partialPeriodLints } from "./partial-periods.ts";
import { redFlagLints } from "./red-flags.ts";
import { sustainedLints } from "./sustained.ts";

/** Something about a plan that may be meant so, but is against the rules of managing by it. */
export interface LintFinding extends Finding {
  readonly severity: Lint["severity"];
}

/** Finds lints of one kind; `written` is the plan as it was read, before what it leaves out was filled in. */
export type LintRule = (plan: PlanFile, written: unknown) => readonly LintFinding[];

/** Every rule; none of them blocks. */
const RULES: readonly LintRule[] = [
  checkInLints,
  committedLints,
  keptApartLints,
  meanLints,
  onePeriodLints,
  partialPeriodLints,
  redFlagLints,
  sustainedLints,
];

/** Everything about a plan that somebody should think of once more. */
export function lintsOf(
  plan: PlanFile,
  written: unknown,
  rules: readonly LintRule[] = RULES,
): readonly LintFinding[] {
  return rules.flatMap((rule) => rule(plan, written));
}
