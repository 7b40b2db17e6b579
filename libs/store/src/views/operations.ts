import type { View } from "./view.ts";
import { INSTANT, LINEAGE_COLUMNS, MAYBE_TEXT } from "./view.ts";

const PROBLEMS = "Array(Tuple(line Nullable(UInt64), column Nullable(String), code String, message String))";

const COUNTS = "Map(String, UInt64)";
const SAMPLES = "Array(Tuple(key String, live Nullable(String), rebuilt Nullable(String)))";

export const connectorRuns: View = {
  name: "connector_runs",
  comment: "One run of a connector",
  columns: [
    ["run", "String", "Run id; observations carry it as run_id"],
    ["connector", "String", "Connector id"],
    ["mode", "String", "pull or backfill"],
    ["status", "String", "succeeded, succeeded_with_problems or failed"],
    ["started_at", INSTANT, "When it started"],
    ["finished_at", INSTANT, "When it ended"],
    ["rows_read", "UInt64", "Rows that the source gave"],
    ["observations_appended", "UInt64", "Observations that it appended"],
    ["unchanged", "UInt64", "Values equal to the current ones: nothing was appended"],
    ["empty", "UInt64", "Empty cells: unknown, not 0"],
    ["not_yet_published", "UInt64", "Rows whose period is not over yet"],
    ["problem_count", "UInt64", "Rows that it could not take"],
    ["problems", PROBLEMS, "The first of those, with line and column"],
    ["failure_code", MAYBE_TEXT, "Why a failed run failed"],
    ["failure_message", MAYBE_TEXT, "The same in words, and what to do"],
    ["failure_retryable", "Nullable(Bool)", "Whether a later try may succeed"],
    ["recorded_at", INSTANT, "When it was appended to the log"],
    ...LINEAGE_COLUMNS,
  ],
  select: (base) => `SELECT * FROM ${base}.run_events FINAL`,
};

export const rebuilds: View = {
  name: "rebuilds",
  comment:
    "A month of a table, compared by a rebuild from the log; months are those of the rows' business time",
  columns: [
    ["rebuild", "String", "Rebuild id"],
    ["table_name", "String", "Base table that was compared"],
    ["started_at", INSTANT, "When the rebuild started"],
    ["finished_at", INSTANT, "When its tables were live"],
    ["differed", "Bool", "True: the live table was not what the log says"],
    ["live_rows", "UInt64", "Rows of the month in the table before"],
    ["rebuilt_rows", "UInt64", "Rows of the month in the table rebuilt from the log"],
    ["live_checksum", "String", "Checksum of the business columns before"],
    ["rebuilt_checksum", "String", "Checksum of the business columns rebuilt"],
    ["generation", "UInt32", "Generation of the log that is live"],
    ["position", "String", "Log position up to which both were compared, as JSON"],
    ["month", "String", "Month of the rows, such as 2026-09; empty where a table is compared as a whole"],
    ["live_statuses", COUNTS, "Rows of the table before by status; empty where rows have none"],
    ["rebuilt_statuses", COUNTS, "The same of the table rebuilt from the log"],
    [
      "samples",
      SAMPLES,
      "Some of the rows that differed: key, and what was live and what the log says, as JSON",
    ],
  ],
  select: (base) => `SELECT * FROM ${base}.rebuild_reports FINAL`,
};
