import { z } from "zod";
import type { Query } from "../index.ts";
import { instantParam } from "../index.ts";
import { allOf, given } from "./conditions.ts";
import { count, instant, lineage, maybeText, text } from "./row-fields.ts";

export const checkInRow = z.object({
  goal: text,
  id: text,
  said_by: text,
  confidence: count,
  period: maybeText,
  time: instant,
  recorded_at: instant,
  ...lineage,
});
/** How sure a person said they were of reaching a goal's target. */
export type CheckInRow = z.infer<typeof checkInRow>;

export interface CheckInsOptions {
  readonly goals?: readonly string[];
  /** Epoch milliseconds; what was said later is left out. */
  readonly to?: number;
  /** So many of a goal, the newest; default: the one that holds. */
  readonly ofGoal?: number;
}

/** What people said of goals, each goal's newest first; those of private goals are left out. */
export function checkIns({ goals, to, ofGoal = 1 }: CheckInsOptions = {}): Query<CheckInRow> {
  const where = allOf(
    goals && "goal IN {goals:Array(String)}",
    to !== undefined && "time <= {to:DateTime64(3, 'UTC')}",
  );
  return {
    name: "check-ins",
    sql: `SELECT * FROM check_ins WHERE ${where} ORDER BY goal, time DESC, log_offset DESC LIMIT {ofGoal:UInt32} BY goal`,
    params: given({ goals, ofGoal, to: to === undefined ? undefined : instantParam(to) }),
    settings: { max_threads: 1 },
    row: checkInRow,
  };
}
