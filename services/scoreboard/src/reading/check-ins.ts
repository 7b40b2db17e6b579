import type { Goal } from "@milepost/contracts";
import { addDuration, dateStartsAt, localDate, windowDates } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { timeZoneOf } from "@milepost/plan";
import { checkIns } from "@milepost/store/queries/check-ins";
import type { CheckInRow } from "@milepost/store/queries/check-ins";
import type { BoardParts } from "./board.ts";
import { saidOf } from "./goal-names.ts";
import type { Moment } from "./readings.ts";

/** How sure somebody said they were of reaching a goal's target. */
export interface CheckInReading {
  readonly goal: string;
  /** E-mail or id. */
  readonly by: string;
  /** From 0 to 10, as it was said. */
  readonly confidence: number;
  /** What they wrote; null: nothing, or it was erased. */
  readonly comment: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface CheckInsWanted {
  readonly goals: readonly string[];
  /** So many of a goal, the newest; default: the one that holds. */
  readonly ofGoal?: number;
}

/** What people said of some goals by a moment, each goal's newest first. */
export async function readCheckIns(
  { reads, plan }: Pick<BoardParts, "reads" | "plan">,
  moment: Moment,
  { goals, ofGoal = 1 }: CheckInsWanted,
): Promise<ReadonlyMap<string, readonly CheckInReading[]>> {
  // The newest moment also shows what was said a second ago on a clock that stands still.
  const to = moment.latest ? {} : { to: moment.instant };
  const rows = await reads.query(checkIns({ ...to, ofGoal }), ["strategy"]);
  const nameOf = (id: string): string => plan.now().people.get(id)?.email ?? id;
  const words = { nameOf, noteOf: (event: string) => plan.note(event) };
  return new Map(
    [...saidOf(rows, goals, plan.now())].map(([goal, said]) => [
      goal,
      said.slice(0, ofGoal).map((row) => checkInReading({ ...row, goal }, words)),
    ]),
  );
}

/** What says when the next check-in on a goal is due. */
interface CheckInFacts {
  readonly id: string;
  readonly goal: Goal;
  readonly newest: { readonly at: number } | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * When somebody should have checked in on a goal the next time, in epoch milliseconds: its cadence after the last check-in,
 * else after its first day; null: the plan does not say how often, or disables check-ins, or the window is over. Another cadence
 * counts from when the plan said it, and moves no date that had come by then. Only people's words count.
 */
export function checkInDueAt(plan: PlanState, { id, goal, newest, now }: CheckInFacts): number | null {
  const { from, to } = windowDates(goal.window);
  const kpi = plan.kpis.get(goal.measure.kpi)?.definition;
  const timeZone = kpi === undefined ? "UTC" : timeZoneOf(plan, kpi);
  if (localDate(now, timeZone) > to) return null;
  const begin = newest?.at ?? dateStartsAt(from, timeZone);
  return (plan.cadences.get(id) ?? []).reduce<number | null>((due, { since, every }) => {
    if (every === null) return null;
    const said = since === null ? begin : Math.max(begin, Date.parse(since));
    return due !== null && due <= said ? due : addDuration(said, every, timeZone);
  }, null);
}

interface Words {
  readonly nameOf: (person: string) => string;
  readonly noteOf: (event: string) => string | undefined;
}

function checkInReading(row: CheckInRow, { nameOf, noteOf }: Words): CheckInReading {
  const { goal, id, said_by: by, confidence, time } = row;
  return { goal, by: nameOf(by), confidence, comment: noteOf(id) ?? null, at: Date.parse(time) };
}
