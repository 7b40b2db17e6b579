import type { MeasuredGoal } from "../measured-goal.ts";
import { lastKnowable, periodsLeft } from "../measured-goal.ts";
import { laterOf } from "../ledger.ts";
import { ownClosings } from "../own-closings.ts";
import { alertedBy, reachedOutcome } from "../reach.ts";
import type { WorkState } from "../work.ts";
import type { ReplayedGoal } from "./replay-alerts.ts";

/** The goals that everybody may see, with the chances that stand in the log for their complete periods, and how they ended. */
export function replayedGoals({ goals, ledger, now }: WorkState): readonly ReplayedGoal[] {
  return goals
    .filter(({ goal }) => !goal.private)
    .flatMap((measured) => {
      const last = Math.min(lastKnowable(measured, now), measured.periods.length - 2);
      if (last < 0) return [];
      const { id, goal, periods } = measured;
      const points = periods.slice(0, last + 1).map(({ label, end }) => {
        const newest = ledger.newest(id, label);
        return { period: label, endsOn: end, pHit: newest === undefined ? null : alertedBy(newest).pHit };
      });
      const leftAtLast = periodsLeft(measured, last);
      const { owner, kind, commitment, costOfMiss } = goal;
      const of = { kind, commitment, costOfMiss };
      return [{ goal: id, owner, of, points, leftAtLast, outcome: outcomeOf(measured) }];
    });

  /** Of what its alerts were about. */
  function outcomeOf(measured: MeasuredGoal): ReplayedGoal["outcome"] {
    const { id, periods } = measured;
    const closings = ownClosings(ledger, measured);
    if (closings.length === 0) return null;
    const reach = periods
      .map(({ label }) => ledger.newest(id, label)?.reach)
      .findLast((one) => one !== undefined);
    const outcome = reachedOutcome(closings.reduce(laterOf), reach?.target ?? null);
    return outcome === "unscored" ? null : outcome;
  }
}
