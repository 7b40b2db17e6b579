import { z } from "zod";
import type { Query } from "../index.ts";
import { count, instant, lineage, text } from "./row-fields.ts";

export const deadLetterRow = z.object({
  topic: text,
  partition: count,
  offset: count,
  code: text,
  reason: text,
  payload: text,
  recorded_at: instant,
  ...lineage,
});
/** A log record that could not be processed. */
export type DeadLetterRow = z.infer<typeof deadLetterRow>;

/** Dead letters, the newest first. */
export function deadLetters(): Query<DeadLetterRow> {
  return {
    name: "dead letters",
    sql: "SELECT * FROM dead_letters ORDER BY log_offset DESC",
    params: {},
    row: deadLetterRow,
  };
}
