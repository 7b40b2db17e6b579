import type { BaseTable } from "./base-table.ts";
import { INSTANT, LINEAGE, NAME, TEXT } from "./base-table.ts";

/**
 * Every version of every captured row, as it was appended. Which one counts is decided when rows are folded; no public
 * view shows them, since rows may say more than every reader may see.
 */
export const recordVersions: BaseTable = {
  name: "record_versions",
  origin: "log",
  columns: {
    stream: NAME,
    key: TEXT,
    source: NAME,
    id: TEXT,
    time: INSTANT,
    deleted: "Bool",
    /** JSON object: field → text, true, false or null. */
    fields: TEXT,
    actor: NAME,
    recorded_at: INSTANT,
    ...LINEAGE,
  },
  orderBy: ["stream", "key", "log_partition", "log_offset"],
  month: "time",
  shardBy: "key",
};
