/** A base table: a ReplacingMergeTree ordered by natural identity. */
export interface BaseTable {
  readonly name: string;
  /** Column name → type, with what ClickHouse allows behind it. */
  readonly columns: Readonly<Record<string, string>>;
  /** Rows that agree in these columns are one row. */
  readonly orderBy: readonly string[];
  /** Column whose greatest value wins; without it, equal rows are the same row and the last one stays. */
  readonly version?: string;
  readonly settings?: Readonly<Record<string, number>>;
  /**
   * What a rebuild does with it: replays it from the log and exchanges it, derives it and exchanges it, or leaves
   * it alone because it speaks of the tables themselves.
   */
  readonly origin: "log" | "derived" | "own";
  /** Column by whose month a rebuild compares it; absent: it is compared as a whole. */
  readonly month?: string;
  /** Column whose values a rebuild counts besides. */
  readonly status?: string;
  /** Column that says on which shard of a cluster a row stands; absent: the first one that it is ordered by. */
  readonly shardBy?: string;
}

export const INSTANT = "DateTime64(3, 'UTC')";
export const FIGURE = "Nullable(Float64)";
export const TEXT = "String";
export const NAME = "LowCardinality(String)";

/**
 * For which build of the tables a row was written: a table takes rows of its own build alone, so that what a stalled
 * writer sends too late never gets into tables that were made from another log or by a later rebuild.
 */
export const BUILD = { build: "UInt32" } as const;

/**
 * For tables that are mostly asked for the few rows of one key: small granules, and all columns of a granule side by
 * side in one file, so that a row is not brought together from thirty places. Such a question costs half, reading the
 * whole table a third more. Tables that are there already take this on when they are rebuilt.
 */
export const READ_BY_KEY: BaseTable["settings"] & object = {
  index_granularity: 256,
  min_bytes_for_wide_part: 2 ** 40,
  min_rows_for_wide_part: 2 ** 40,
};

/** Where a row comes from: its record in the log. */
export const LINEAGE = {
  log_topic: NAME,
  log_partition: "UInt32",
  log_offset: "UInt64",
  ...BUILD,
} as const;

const NOT_BUSINESS: ReadonlySet<string> = new Set([
  "log_topic",
  "log_partition",
  "log_offset",
  "run_id",
  "source_line",
  "recorded_at",
  "version",
  "inputs_position",
  "build",
  "payload_hash",
]);

/** The columns that a checksum compares: without lineage, version, append times and inputs' position. */
export function businessColumns(table: BaseTable): readonly string[] {
  return Object.keys(table.columns).filter((column) => !NOT_BUSINESS.has(column));
}

/** True where several records of the log may give one row, the last one of them: their place is no part of its identity. */
export function isCollapsing(table: BaseTable): boolean {
  return table.origin === "log" && !table.orderBy.includes("log_offset");
}
