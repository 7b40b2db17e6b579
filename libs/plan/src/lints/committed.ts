import type { PlanFile } from "@milepost/contracts";
import { alertingOf } from "../alerting-of.ts";
import { DEFAULT_ALERTING } from "../plan-state.ts";
import type { LintFinding } from "./lints-of.ts";

/**
 * Goals that are said to be committed, and whose alerts go to nobody else when their owner is silent: a committed goal must
 * be escalated when reaching it is not credible. One that is committed because nothing else is said does not count.
 */
export function committedLints(plan: PlanFile, written: unknown): readonly LintFinding[] {
  const alerting = plan.alerting ?? DEFAULT_ALERTING;
  return Object.entries(plan.goals).flatMap(([id, goal]) => {
    if (!isStated(written, id)) return [];
    const hasDeadline = alertingOf(alerting, goal).acknowledgeWithin !== undefined;
    const hasNext = goal.parent !== undefined || alerting.escalateTo !== undefined;
    if (hasDeadline && hasNext) return [];
    const lacks = hasDeadline ? "nobody comes after its owner" : "nothing says by when an alert is answered";
    return [
      {
        severity: "warning" as const,
        path: ["goals", id, "commitment"],
        code: "committed_not_escalated",
        message: `"${id}" is committed, and its alerts are never escalated: ${lacks}`,
        fix: "set alerting.acknowledgeWithin, such as P14D, and name people in escalateTo or give the goal a parent",
      },
    ];
  });
}

/** Whether a plan as it was written says of a goal that it is committed. */
function isStated(written: unknown, id: string): boolean {
  const goals = (written as { goals?: Readonly<Record<string, { commitment?: unknown } | null>> } | null)
    ?.goals;
  return goals?.[id]?.commitment === "committed";
}
