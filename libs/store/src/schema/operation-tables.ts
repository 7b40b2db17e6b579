import type { BaseTable } from "./base-table.ts";
import { BUILD, INSTANT, LINEAGE, NAME, TEXT } from "./base-table.ts";

const MAYBE_TEXT = "Nullable(String)";

const COUNTS = "Map(String, UInt64)";

/** What a report says of one month, since version 2. */
export const REPORT_OF_MONTH = {
  month: TEXT,
  live_statuses: COUNTS,
  rebuilt_statuses: COUNTS,
  samples: "Array(Tuple(key String, live Nullable(String), rebuilt Nullable(String)))",
} as const;

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
  month: "started_at",
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
  month: "recorded_at",
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
  month: "recorded_at",
  status: "step",
};

/** One row a table and month that a rebuild compared. */
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
    ...REPORT_OF_MONTH,
  },
  orderBy: ["rebuild", "table_name", "month"],
};

/**
 * The journal of rebuilds, one row a state that an attempt brought a rebuild to, so that another attempt goes on where
 * one was cut off. It also says what the live tables are: which build of them, from which generation of the log.
 */
export const rebuildStates: BaseTable = {
  name: "rebuild_states",
  origin: "own",
  columns: {
    rebuild: TEXT,
    attempt: TEXT,
    state: NAME,
    reason: NAME,
    ...BUILD,
    generation: "UInt32",
    shadow: TEXT,
    position: TEXT,
    records: "UInt64",
    total: "UInt64",
    tables: TEXT,
    report: TEXT,
    failure: "Nullable(String)",
    started_at: INSTANT,
    changed_at: INSTANT,
    version: "UInt64",
  },
  orderBy: ["rebuild", "attempt", "state"],
  version: "version",
};

/** Which versions of tables and views were applied. */
export const schemaVersions: BaseTable = {
  name: "schema_versions",
  origin: "own",
  columns: {
    what: TEXT,
    version: "UInt32",
    text_hash: TEXT,
    applied_at: `${INSTANT} DEFAULT now64(3, 'UTC')`,
  },
  orderBy: ["what", "version"],
  version: "applied_at",
};
