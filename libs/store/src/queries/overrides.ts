import { z } from "zod";
import type { Query } from "../index.ts";
import { date, instant, lineage, maybeInstant, maybeText, text } from "./row-fields.ts";
import { saidOfGoals } from "./said-of-goals.ts";
import type { SaidOptions } from "./said-of-goals.ts";

export const overrideRow = z.object({
  goal: text,
  id: text,
  said_by: text,
  says: z.enum(["hit", "miss"]),
  until: date,
  /** Event id of its withdrawal; null: it was not withdrawn. */
  withdrawal: maybeText,
  withdrawn_by: maybeText,
  withdrawn_at: maybeInstant,
  time: instant,
  recorded_at: instant,
  ...lineage,
});
/** How a person said that a goal will end, and until when that holds. */
export type OverrideRow = z.infer<typeof overrideRow>;

/** What people said of how goals will end, each goal's newest first; those of private goals are left out. */
export function overrides(options: SaidOptions = {}): Query<OverrideRow> {
  return saidOfGoals("overrides", overrideRow, options);
}
