import { z } from "zod";
import type { Query } from "../index.ts";
import { instantParam } from "../index.ts";
import type { CheckInsOptions } from "./check-ins.ts";
import { allOf, given } from "./conditions.ts";
import { date, instant, lineage, text } from "./row-fields.ts";

export const overrideRow = z.object({
  goal: text,
  id: text,
  said_by: text,
  says: z.enum(["hit", "miss"]),
  until: date,
  time: instant,
  recorded_at: instant,
  ...lineage,
});
/** How a person said that a goal will end, and until when that holds. */
export type OverrideRow = z.infer<typeof overrideRow>;

/** What people said of how goals will end, each goal's newest first; those of private goals are left out. */
export function overrides({ goals, to, ofGoal = 1 }: CheckInsOptions = {}): Query<OverrideRow> {
  const where = allOf(
    goals && "goal IN {goals:Array(String)}",
    to !== undefined && "time <= {to:DateTime64(3, 'UTC')}",
  );
  return {
    name: "overrides",
    sql: `SELECT * FROM overrides WHERE ${where} ORDER BY goal, time DESC, log_offset DESC LIMIT {ofGoal:UInt32} BY goal`,
    params: given({ goals, ofGoal, to: to === undefined ? undefined : instantParam(to) }),
    settings: { max_threads: 1 },
    row: overrideRow,
  };
}
