import { z } from "zod";
import type { Query } from "../index.ts";
import { count, flag, instant, maybeText, text } from "./row-fields.ts";

export const rebuildRow = z.object({
  rebuild: text,
  table_name: text,
  started_at: instant,
  finished_at: instant,
  differed: flag,
  live_rows: count,
  rebuilt_rows: count,
  live_checksum: text,
  rebuilt_checksum: text,
  generation: count,
  /** JSON: first unread offset per partition. */
  position: text,
  /** Such as `2026-09`; empty where a table is compared as a whole. */
  month: text,
  live_statuses: z.record(z.string(), z.number()),
  rebuilt_statuses: z.record(z.string(), z.number()),
  samples: z.array(z.object({ key: text, live: maybeText, rebuilt: maybeText })),
});
/** One month of a table, compared by one rebuild. */
export type RebuildRow = z.infer<typeof rebuildRow>;

/** Rebuilds, the newest first. */
export function rebuilds(): Query<RebuildRow> {
  return {
    name: "rebuilds",
    sql: "SELECT * FROM rebuilds ORDER BY started_at DESC, table_name, month",
    params: {},
    row: rebuildRow,
  };
}
