import { LEAD_REASONS, LEAD_VERDICTS } from "@milepost/contracts";
import { z } from "zod";
import type { Query } from "../index.ts";
import { count, figure, instant, lineage, maybeCount, maybeText, text } from "./row-fields.ts";

export const leadTestRow = z.object({
  lead: text,
  follower: text,
  verdict: z.enum(LEAD_VERDICTS),
  reason: z.enum(LEAD_REASONS).nullable(),
  effect: z.enum(["increase", "decrease", "either"]),
  within: count,
  grain: text,
  as_of: instant,
  period: maybeText,
  periods: count,
  periods_needed: count,
  lag: maybeCount,
  strength: figure,
  p_value: figure,
  q_value: figure,
  gain: figure,
  tested_together: count,
  test_version: text,
  inputs_position: text,
  recorded_at: instant,
  ...lineage,
});
/** One test of a declared link from lead to lag. */
export type LeadTestRow = z.infer<typeof leadTestRow>;

/** The newest test of every link that was ever declared and tested. */
export function newestLeadTests(): Query<LeadTestRow> {
  return {
    name: "newest-lead-tests",
    sql: "SELECT * EXCEPT newest FROM lead_tests WHERE newest ORDER BY follower, lead",
    params: {},
    settings: { max_threads: 1 },
    row: leadTestRow,
  };
}
