import type { Alerting } from "@milepost/contracts";
import { alertingOf } from "@milepost/plan";
import type { Alerted } from "@milepost/plan";
import { decideAlerts } from "./decide-alerts.ts";
import type { AlertPoint } from "./decide-alerts.ts";

/** A chance with the last local date of its period, `YYYY-MM-DD`. */
export interface ReplayedPoint extends AlertPoint {
  readonly endsOn: string;
}

/** A time that is replayed: periods that end within it, both dates inclusive, `YYYY-MM-DD`. */
export interface ReplayedTime {
  readonly from: string;
  readonly to: string;
}

/** A goal with the chances that it was told, and how it ended. */
export interface ReplayedGoal {
  readonly goal: string;
  readonly owner: string;
  /** What its setting depends on. */
  readonly of: Alerted;
  /** Complete periods before the due one, oldest first. */
  readonly points: readonly ReplayedPoint[];
  /** Periods from the last point to the due one. */
  readonly leftAtLast: number;
  /** Null: it is still open, or its end is unknown. */
  readonly outcome: "hit" | "miss" | null;
}

/** Alerts by what became of their goals. */
export interface RightAndWrong {
  readonly alerts: number;
  /** The goal was missed. */
  readonly right: number;
  /** The goal was reached after all. */
  readonly wrong: number;
  /** The goal is open, or nobody knows how it ended. */
  readonly undecided: number;
}

/** An alert that a setting would have sent. */
export interface ReplayedAlert {
  readonly goal: string;
  readonly owner: string;
  readonly period: string;
  readonly endsOn: string;
  /** Periods from there to the due one. */
  readonly periodsLeft: number;
  readonly clearedPeriod: string | null;
  /** Periods from the one in which it was cleared to the due one; null: it was not cleared. */
  readonly clearedLeft: number | null;
  readonly outcome: "hit" | "miss" | null;
}

/** What a setting would have told, and how right it would have been. */
export interface AlertReplay extends RightAndWrong {
  /** Goals that missed, and those of them that had an alert by the end of the time. */
  readonly missed: number;
  readonly caught: number;
  /** right ÷ (right + wrong), and caught ÷ missed, from 0 to 1; null: there were none. */
  readonly precision: number | null;
  readonly recall: number | null;
  /** Of the misses that had an alert: median of the periods from the first one to the due period; null: there were none. */
  readonly medianLead: number | null;
  /** Goals that were alerted more than once. */
  readonly repeated: number;
  /** By owner, who was told most first. */
  readonly owners: readonly (RightAndWrong & { readonly owner: string })[];
  /** In the order of goals, then periods. */
  readonly sent: readonly ReplayedAlert[];
}

/**
 * Replays a setting on the chances that goals were told, each goal's complete periods in order: which alerts it would have
 * raised in the periods of a time. The walk begins with the goal's window, so that a run below the threshold that began before
 * that time counts.
 */
export function replayAlerts(
  goals: readonly ReplayedGoal[],
  alerting: Alerting,
  { from, to }: ReplayedTime,
): AlertReplay {
  const isWithin = ({ endsOn }: { readonly endsOn: string }): boolean => from <= endsOn && endsOn <= to;
  const all = goals.flatMap((goal) => sentBy(goal, alerting));
  const sent = all.filter(isWithin);
  // Goals of which nothing fell into the time were not replayed.
  const missed = goals.filter(({ points, outcome }) => outcome === "miss" && points.some(isWithin));
  // A goal that stood below the threshold before was told of before, and needs no other alert.
  const first = new Map(all.toReversed().map((alert) => [alert.goal, alert]));
  const caught = missed.flatMap(({ goal }) => first.get(goal) ?? []).filter(({ endsOn }) => endsOn <= to);
  const counts = counted(sent);
  return {
    ...counts,
    missed: missed.length,
    caught: caught.length,
    precision: shareOf(counts.right, counts.right + counts.wrong),
    recall: shareOf(caught.length, missed.length),
    medianLead: median(caught.map(({ periodsLeft }) => periodsLeft)),
    repeated: [...Map.groupBy(sent, ({ goal }) => goal).values()].filter(({ length }) => length > 1).length,
    owners: [...Map.groupBy(sent, ({ owner }) => owner)]
      .map(([owner, alerts]) => ({ owner, ...counted(alerts) }))
      .toSorted((one, other) => other.alerts - one.alerts || (one.owner < other.owner ? -1 : 1)),
    sent,
  };
}

function sentBy(goal: ReplayedGoal, alerting: Alerting): readonly ReplayedAlert[] {
  const { points, leftAtLast, owner, outcome } = goal;
  const leftAt = (at: number): number => leftAtLast + points.length - 1 - at;
  return decideAlerts(points, [], alertingOf(alerting, goal.of)).flatMap((decision) => {
    const point = points[decision.at];
    if (decision.kind !== "raise" || point === undefined) return [];
    return [
      {
        goal: goal.goal,
        owner,
        period: point.period,
        endsOn: point.endsOn,
        periodsLeft: leftAt(decision.at),
        clearedPeriod: decision.clearedAt === null ? null : (points[decision.clearedAt]?.period ?? null),
        clearedLeft: decision.clearedAt === null ? null : leftAt(decision.clearedAt),
        outcome,
      },
    ];
  });
}

function counted(alerts: readonly ReplayedAlert[]): RightAndWrong {
  const right = alerts.filter(({ outcome }) => outcome === "miss").length;
  const wrong = alerts.filter(({ outcome }) => outcome === "hit").length;
  return { alerts: alerts.length, right, wrong, undecided: alerts.length - right - wrong };
}

function shareOf(count: number, of: number): number | null {
  return of === 0 ? null : count / of;
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((left, right) => left - right);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
}
