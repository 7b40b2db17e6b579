import type { PlanFile } from "@milepost/contracts";
import type { LintFinding } from "./lints-of.ts";

/** Goals whose check-ins are disabled: then only figures speak of them, and nobody says what figures cannot know. */
export function checkInLints({ goals }: PlanFile): readonly LintFinding[] {
  return Object.entries(goals)
    .filter(([, goal]) => goal.checkIns === false)
    .map(([id]) => ({
      severity: "warning" as const,
      path: ["goals", id, "checkIns"],
      code: "check_ins_disabled",
      message: `people cannot check in on "${id}": what its figures do not show, nobody will say`,
      fix: "remove checkIns: false, and give the goal a cadence such as monthly",
    }));
}
