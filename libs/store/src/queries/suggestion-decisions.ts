import { z } from "zod";
import type { Query } from "../index.ts";
import { instant, text } from "./row-fields.ts";

export const suggestionDecisionRow = z.object({
  option: text,
  decision: z.enum(["accepted", "declined"]),
  decided_by: text,
  event_id: text,
  time: instant,
});
/** What somebody decided on a suggestion. */
export type SuggestionDecisionRow = z.infer<typeof suggestionDecisionRow>;

/** Decisions on the suggestions of an alert, oldest first: the first one of an option counts; those of private goals included. */
export function suggestionDecisions(params: { readonly alert: string }): Query<SuggestionDecisionRow> {
  return {
    name: "suggestion-decisions",
    sql: `SELECT option, decision, decided_by, event_id, time
FROM {base:Identifier}.suggestion_events FINAL WHERE alert = {alert:String} ORDER BY log_offset`,
    params,
    settings: { max_threads: 1 },
    row: suggestionDecisionRow,
  };
}
