import type { GoalEventKind } from "@milepost/contracts";
import { localDate } from "@milepost/contracts";
import { staleGoals } from "@milepost/store/queries/stale-goals";
import type { StaleGoalRow } from "@milepost/store/queries/stale-goals";
import type { BoardParts } from "./board.ts";
import { DECIDED } from "./goal-decisions.ts";
import { ownerOf, pagedId } from "./kpi-facts.ts";
import type { Moment, Owner } from "./readings.ts";

const DAY_MS: number = 24 * 3_600_000;

/** A goal that nothing has come in about for too long; instants in epoch milliseconds. */
export interface StaleGoalReading {
  readonly goal: {
    readonly id: string;
    readonly title: string;
    readonly kpi: { readonly id: string; readonly name: string };
    /** False: the plan disables check-ins. */
    readonly checkIns: boolean;
  };
  readonly owner: Owner;
  /** The last thing that came in; null: nothing has since the goal is there. */
  readonly last: { readonly kind: GoalEventKind; readonly at: number } | null;
  readonly existsSince: number;
  /** Local dates that have passed since. */
  readonly days: number;
  readonly timeZone: string;
  readonly cadence: string;
  readonly grace: string;
  /** When a channel took the reminder; null: the pages alone have told it. */
  readonly reminded: { readonly at: number; readonly who: string; readonly channel: string } | null;
}

/** Goals that nothing has come in about for too long, the longest silent first; of the past nothing is said. */
export async function readStaleGoals(
  { reads, plan, clock }: Pick<BoardParts, "reads" | "plan" | "clock">,
  moment: Moment,
): Promise<readonly StaleGoalReading[]> {
  if (!moment.latest) return [];
  const rows = await reads.query(staleGoals(), DECIDED, { decisions: ["silence", "delivery"] });
  const now = plan.now();
  return rows.flatMap((row) => {
    const goal = now.goals.get(row.goal)?.definition;
    if (goal === undefined) return [];
    const kpi = pagedId(now, goal.measure.kpi);
    const { last_event_kind: kind, last_event_at: at, reminded_at: told } = row;
    const who = row.reminded ?? row.owner;
    return {
      goal: {
        id: row.goal,
        title: goal.title,
        kpi: { id: kpi, name: now.kpis.get(kpi)?.definition.name ?? kpi },
        checkIns: goal.checkIns !== false,
      },
      owner: ownerOf(now, row.owner),
      last: kind === null || at === null ? null : { kind, at: Date.parse(at) },
      existsSince: Date.parse(row.exists_since),
      days: daysOf(row, clock.now()),
      timeZone: row.time_zone,
      cadence: row.cadence,
      grace: row.grace,
      reminded:
        told === null
          ? null
          : { at: Date.parse(told), who: now.people.get(who)?.email ?? who, channel: row.reminded_by ?? "" },
    };
  });
}

/** Local dates that have passed at an instant since something last came in. */
export function daysOf(
  { last_event_at: at, exists_since: since, time_zone: timeZone, days_since: least }: StaleGoalRow,
  now: number,
): number {
  const [from, to] = [Date.parse(at ?? since), now].map((instant) =>
    Date.parse(localDate(instant, timeZone)),
  );
  return Math.max(least, Math.round(((to ?? 0) - (from ?? 0)) / DAY_MS));
}
