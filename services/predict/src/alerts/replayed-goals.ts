import type { MeasuredGoal } from "../measured-goal.ts";
import { lastKnowable, periodsLeft } from "../measured-goal.ts";
import { laterOf } from "../ledger.ts";
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
        return { period: label, endsOn: end, pHit: ledger.newest(id, label)?.pHit ?? null };
      });
      const leftAtLast = periodsLeft(measured, last);
      return [{ goal: id, owner: goal.owner, points, leftAtLast, outcome: outcomeOf(measured) }];
    });

  function outcomeOf({ id }: MeasuredGoal): ReplayedGoal["outcome"] {
    const closings = ledger.closingsOf(id);
    const outcome = closings.length === 0 ? "unscored" : closings.reduce(laterOf).outcome;
    return outcome === "unscored" ? null : outcome;
  }
}
