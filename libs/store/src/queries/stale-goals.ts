import { GOAL_EVENT_KINDS } from "@milepost/contracts";
import { z } from "zod";
import type { Query } from "../index.ts";
import { allOf, given } from "./conditions.ts";
import { count, instant, lineage, maybeInstant, maybeText, text } from "./row-fields.ts";

export const staleGoalRow = z.object({
  goal: text,
  spell: text,
  owner: text,
  last_event: maybeText,
  last_event_kind: z.enum(GOAL_EVENT_KINDS).nullable(),
  last_event_at: maybeInstant,
  exists_since: instant,
  days_since: count,
  stale_since: instant,
  found_at: instant,
  time_zone: text,
  cadence: text,
  grace: text,
  reminded_at: maybeInstant,
  reminded: maybeText,
  reminded_by: maybeText,
  recorded_at: instant,
  ...lineage,
});
/** A goal that nothing has come in about for too long. */
export type StaleGoalRow = z.infer<typeof staleGoalRow>;

/** Goals that nothing has come in about for too long, the longest silent first; private ones are left out. */
export function staleGoals(options: { readonly owner?: string } = {}): Query<StaleGoalRow> {
  const where = allOf(options.owner !== undefined && "owner = {owner:String}");
  return {
    name: "stale-goals",
    sql: `SELECT * EXCEPT days_when_found FROM stale_goals WHERE ${where} ORDER BY ifNull(last_event_at, exists_since), goal`,
    params: given({ ...options }),
    settings: { max_threads: 1 },
    row: staleGoalRow,
  };
}
