import type { Position } from "@milepost/contracts";
import { hasDerivedTotal } from "@milepost/scoring";
import type { Deployment } from "./deployment.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import { ownClosings } from "./own-closings.ts";
import type { Change } from "./stale.ts";
import type { Task } from "./work.ts";

/** What a process remembers of the last round that it completed itself. */
export interface LastRound {
  /** The round saw everything below. */
  readonly covered: Position;
  /** How much had taught something (`Ledger.taught`) when its assessments were made. */
  readonly taught: number;
  /** KPIs with a value that lay ahead of the round's moment, and when it can be known: it counts then without any news. */
  readonly ahead: ReadonlyMap<string, number>;
}

/** What happened since the last round of this process. */
export interface SinceLastRound {
  /** Whether the end of a goal may have changed. */
  isEndOpen(measured: MeasuredGoal): boolean;
  /** Whether a goal's newest assessment rests on the same as it did: the same values, plan and lessons. */
  isAssessed(task: Task): boolean;
  /** What lies ahead of a moment (epoch milliseconds). */
  aheadOf(now: number): LastRound["ahead"];
}

/** Without a last round, or with another plan since, everything may have changed. */
export function sinceLastRound(
  { ledger, planNow, planChanges }: Pick<Deployment, "ledger" | "planNow" | "planChanges">,
  { last, covered, changes }: SinceInput,
): SinceLastRound {
  const byKpi = Map.groupBy(changes, (change) => change.kpi);
  const isSamePlan = last !== undefined && planChanges(last.covered) === planChanges(covered);
  const changesOf = ({ kpiId, baseId }: MeasuredGoal): readonly Change[] => [
    ...(byKpi.get(kpiId) ?? []),
    ...(baseId === kpiId ? [] : (byKpi.get(baseId) ?? [])),
  ];
  const wasAhead = ({ kpiId, baseId }: MeasuredGoal): boolean =>
    last === undefined || last.ahead.has(kpiId) || last.ahead.has(baseId);
  return {
    isEndOpen: (measured) =>
      !isSamePlan ||
      wasAhead(measured) ||
      changesOf(measured).length > 0 ||
      ownClosings(ledger, measured).length === 0,
    isAssessed: ({ goal, index }) => {
      const measured = planNow().goal(goal);
      const period = measured?.periods[index];
      if (!isSamePlan || measured === undefined || period === undefined) return false;
      if (wasAhead(measured)) return false;
      if (ledger.taught() !== last.taught) return false;
      if (!ledger.turns.isCurrent(ledger.newest(measured.id, period.label))) return false;
      return !changesOf(measured).some((change) => isLookedAt(change, { periodEnd: period.end, measured }));
    },
    aheadOf: (now) => {
      const ahead = new Map([...(last?.ahead ?? [])].filter(([, knownAt]) => knownAt > now));
      for (const { kpi, knownAt } of changes) {
        if (knownAt > now) ahead.set(kpi, Math.max(knownAt, ahead.get(kpi) ?? knownAt));
      }
      return ahead;
    },
  };
}

interface SinceInput {
  readonly last: LastRound | undefined;
  readonly covered: Position;
  /** The values that arrived since. */
  readonly changes: readonly Change[];
}

/**
 * An assessment looks at no actual value of a later period; at targets it looks in any. A derived total's planned
 * values need a plan of each member from its first actual on, so that an actual of any period may move them.
 */
function isLookedAt(
  { kpi, kind, periodStart }: Change,
  { periodEnd, measured }: { readonly periodEnd: string; readonly measured: MeasuredGoal },
): boolean {
  if (kind === "planned" || periodStart === null || periodStart <= periodEnd) return true;
  // A trajectory that is a word looks at no planned value.
  if (kpi !== measured.kpiId || typeof measured.goal.measure.trajectory === "string") return false;
  return measured.series === "" && hasDerivedTotal(measured.kpi);
}
