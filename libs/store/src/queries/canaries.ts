import { z } from "zod";
import type { Query } from "../index.ts";
import { given } from "./conditions.ts";
import { count, instant, text } from "./row-fields.ts";

export const canaryRow = z.object({ event_id: text, sent_at: instant, log_partition: count });
/** A value that Milepost sent through its own pipeline, and that arrived in the tables. */
export type CanaryRow = z.infer<typeof canaryRow>;

/** The newest of them, or the one of an event; no rows: none has arrived within the last day. */
export function canaries(options: { readonly event?: string } = {}): Query<CanaryRow> {
  const where = options.event === undefined ? "1" : "event_id = {event:String}";
  return {
    name: "canaries",
    sql: `SELECT event_id, sent_at, log_partition FROM canaries WHERE ${where} ORDER BY sent_at DESC LIMIT 1`,
    params: given({ event: options.event }),
    settings: { max_threads: 1 },
    row: canaryRow,
  };
}
