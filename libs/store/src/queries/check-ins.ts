import { z } from "zod";
import type { Query } from "../index.ts";
import { count, instant, lineage, maybeText, text } from "./row-fields.ts";
import { saidOfGoals } from "./said-of-goals.ts";
import type { SaidOptions } from "./said-of-goals.ts";

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

/** What people said of goals, each goal's newest first; those of private goals are left out. */
export function checkIns(options: SaidOptions = {}): Query<CheckInRow> {
  return saidOfGoals("check_ins", checkInRow, options);
}
