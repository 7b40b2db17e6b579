import type { ReplayedGoal } from "@milepost/predict/alerts/replay-alerts";
import { VENDOR_RULES, vendorStatus } from "./vendor-rules.ts";

/** What was told of a goal at one of its complete periods, from what could be known then. */
export interface ToldPeriod {
  readonly period: string;
  readonly endsOn: string;
  readonly periodsLeft: number;
  readonly chance: number | null;
  readonly ruleStatus: string;
  readonly paceStatus: string;
  /** What a straight line asked for by then; what was reached; what is due: in the KPI's unit. */
  readonly paceExpected: number | null;
  readonly actual: number | null;
  readonly target: number | null;
  /** Share of the window's days that had passed. */
  readonly elapsed: number;
}

/** A goal that has ended, with what was told of it, oldest first. */
export interface ToldGoal {
  readonly goal: string;
  readonly owner: string;
  readonly outcome: "hit" | "miss";
  readonly told: readonly ToldPeriod[];
}

/** A way to say that a goal is in danger: as a chance, where 0 is in danger, 1 is not, and null says nothing. */
export type Way = (period: ToldPeriod) => number | null;

const byStatus =
  (of: (period: ToldPeriod) => string, danger: string, fine: string): Way =>
  (period) => {
    const status = of(period);
    if (status === danger) return 0;
    return status === fine ? 1 : null;
  };

/** Milepost's chance, and the ways that it is compared with; a vendor's rule alerts where it does not show "on track". */
export const WAYS: Readonly<Record<string, Way>> = {
  ours: ({ chance }) => chance,
  red_green: byStatus(({ ruleStatus }) => ruleStatus, "off_track", "on_track"),
  pace: byStatus(({ paceStatus }) => paceStatus, "behind", "on_pace"),
  ...Object.fromEntries(
    Object.entries(VENDOR_RULES).map(([name, rule]): [string, Way] => [
      name,
      (period) => {
        const pace = paceOf(period);
        return pace === null ? null : Number(vendorStatus(rule, pace) === 2);
      },
    ]),
  ),
};

/** The goals as a way of telling sees them. */
export function seenBy(way: Way, goals: readonly ToldGoal[]): readonly ReplayedGoal[] {
  return goals.map(({ told, ...goal }) => ({
    ...goal,
    of: { kind: "annual_goal", commitment: "committed" },
    points: told.map((period) => ({ period: period.period, endsOn: period.endsOn, pHit: way(period) })),
    leftAtLast: told.at(-1)?.periodsLeft ?? 0,
  }));
}

/** Progress from the line's start to the target, and what the line asks for; null: a figure is unknown, or there is no way to go. */
function paceOf({ paceExpected, actual, target, elapsed }: ToldPeriod): {
  readonly lead: number;
  readonly progress: number;
  readonly expected: number;
} | null {
  if (paceExpected === null || actual === null || target === null || elapsed >= 1) return null;
  // The line passes through the start, where nothing has elapsed, and through what it asks for now.
  const start = (paceExpected - target * elapsed) / (1 - elapsed);
  const way = target - start;
  if (way === 0) return null;
  return {
    lead: (actual - paceExpected) * Math.sign(way),
    progress: (actual - start) / way,
    expected: (paceExpected - start) / way,
  };
}
