import { z } from "zod";
import type { Query } from "../index.ts";
import { instantParam } from "../index.ts";
import { count, text } from "./row-fields.ts";

export const openDeadLetterRow = z.object({
  /** KPI that the records speak of; empty: it cannot be told. */
  kpi: text,
  topic: text,
  code: text,
  letters: count,
  /** Id and reason of the newest. */
  newest: text,
  reason: text,
});
/** How many records of one kind wait to be fixed or discarded. */
export type OpenDeadLetterRow = z.infer<typeof openDeadLetterRow>;

const MOST_KINDS = 200;

/** What was set aside and not dealt with at an instant (epoch milliseconds), by KPI, topic and code, the most first. */
export function openDeadLetters({ at }: { readonly at: number }): Query<OpenDeadLetterRow> {
  return {
    name: "open dead letters",
    sql: `SELECT JSONExtractString(payload, 'data', 'kpi') AS kpi, topic, code, count() AS letters,
  argMax(dead_letter, (recorded_at, log_offset)) AS newest, argMax(reason, (recorded_at, log_offset)) AS reason
FROM dead_letters AS letters
WHERE recorded_at <= {at:DateTime64(3, 'UTC')} AND (resolved_at IS NULL OR resolved_at > {at:DateTime64(3, 'UTC')})
GROUP BY kpi, topic, code
ORDER BY letters DESC, kpi, topic, code
LIMIT ${MOST_KINDS}`,
    params: { at: instantParam(at) },
    row: openDeadLetterRow,
  };
}
