import type { BaseTable } from "./base-table.ts";
import { INSTANT, LINEAGE, NAME, TEXT } from "./base-table.ts";

const MAYBE_TEXT = "Nullable(String)";

export const runEvents: BaseTable = {
  name: "run_events",
  origin: "log",
  columns: {
    connector: TEXT,
    run: TEXT,
    mode: NAME,
    status: NAME,
    started_at: INSTANT,
    finished_at: INSTANT,
    rows_read: "UInt64",
    observations_appended: "UInt64",
    unchanged: "UInt64",
    empty: "UInt64",
    not_yet_published: "UInt64",
    problem_count: "UInt64",
    problems: "Array(Tuple(line Nullable(UInt64), column Nullable(String), code String, message String))",
    failure_code: MAYBE_TEXT,
    failure_message: MAYBE_TEXT,
    failure_retryable: "Nullable(Bool)",
    recorded_at: INSTANT,
    ...LINEAGE,
  },
  orderBy: ["connector", "run"],
  version: "log_offset",
};

export const deadLetterEvents: BaseTable = {
  name: "dead_letter_events",
  origin: "log",
  columns: {
    topic: NAME,
    partition: "UInt32",
    offset: "UInt64",
    code: NAME,
    reason: TEXT,
    payload: TEXT,
    recorded_at: INSTANT,
    ...LINEAGE,
  },
  orderBy: ["topic", "partition", "offset"],
};

/** What became of dead letters, one row a step: `tried` again in vain, or `resolved`. */
export const deadLetterSteps: BaseTable = {
  name: "dead_letter_steps",
  origin: "log",
  columns: {
    topic: NAME,
    partition: "UInt32",
    offset: "UInt64",
    step: NAME,
    attempt: "UInt32",
    code: NAME,
    reason: TEXT,
    resolution: NAME,
    resolved_by: TEXT,
    replacement_topic: MAYBE_TEXT,
    replacement_partition: "Nullable(UInt32)",
    replacement_offset: "Nullable(UInt64)",
    event_id: TEXT,
    recorded_at: INSTANT,
    ...LINEAGE,
  },
  orderBy: ["topic", "partition", "offset", "step", "log_partition", "log_offset"],
};

/** One row a table that a rebuild compared. */
export const rebuildReports: BaseTable = {
  name: "rebuild_reports",
  origin: "own",
  columns: {
    rebuild: TEXT,
    table_name: TEXT,
    started_at: INSTANT,
    finished_at: INSTANT,
    differed: "Bool",
    live_rows: "UInt64",
    rebuilt_rows: "UInt64",
    live_checksum: TEXT,
    rebuilt_checksum: TEXT,
    generation: "UInt32",
    position: TEXT,
  },
  orderBy: ["rebuild", "table_name"],
};

/** What a rebuild is about to exchange, so that a restart can complete it. */
export const rebuildJournal: BaseTable = {
  name: "rebuild_journal",
  origin: "own",
  columns: { rebuild: TEXT, state: NAME, tables: TEXT, report: TEXT, version: "UInt64" },
  orderBy: ["rebuild"],
  version: "version",
};
