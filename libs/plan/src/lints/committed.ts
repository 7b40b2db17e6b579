import type { PlanFile } from "@milepost/contracts";
import { alertingOf } from "../alerting-of.ts";
import { escalationChain } from "../escalation-chain.ts";
import { DEFAULT_ALERTING } from "../plan-state.ts";
import type { LintFinding } from "./lints-of.ts";

/**
 * Goals that are said to be committed, and whose alerts go to nobody else when their owner is silent: a committed goal must
 * be escalated when reaching it is not credible. One that is committed because nothing else is said does not count.
 */
export function committedLints(plan: PlanFile, written: unknown): readonly LintFinding[] {
  const alerting = plan.alerting ?? DEFAULT_ALERTING;
  const sight = { alerting, goals: mapped(plan.goals), recipients: mapped(plan.recipients) };
  return Object.entries(plan.goals).flatMap(([id, goal]) => {
    if (!isStated(written, id)) return [];
    const hasDeadline = alertingOf(alerting, goal).acknowledgeWithin !== undefined;
    const hasNext = escalationChain(goal, sight).length > 0;
    if (hasDeadline && hasNext) return [];
    const lacks = hasDeadline ? "nobody comes after its owner" : "nothing says by when an alert is answered";
    return [
      {
        severity: "warning" as const,
        path: ["goals", id, "commitment"],
        code: "committed_not_escalated",
        message: `"${id}" is committed, and its alerts are never escalated: ${lacks}`,
        fix: "set alerting.acknowledgeWithin, such as P14D, and name somebody else in escalateTo, or give the goal a parent of another owner",
      },
    ];
  });
}

function mapped<Definition>(
  written: Readonly<Record<string, Definition>>,
): ReadonlyMap<string, { readonly definition: Definition }> {
  return new Map(Object.entries(written).map(([id, definition]) => [id, { definition }]));
}

/** Whether a plan as it was written says of a goal that it is committed. */
function isStated(written: unknown, id: string): boolean {
  const goals = (written as { goals?: Readonly<Record<string, { commitment?: unknown } | null>> } | null)
    ?.goals;
  return goals?.[id]?.commitment === "committed";
}
