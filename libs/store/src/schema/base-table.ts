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
}

export const INSTANT = "DateTime64(3, 'UTC')";
export const FIGURE = "Nullable(Float64)";
export const TEXT = "String";
export const NAME = "LowCardinality(String)";

/** Where a row comes from: its record in the log. */
export const LINEAGE = {
  log_topic: NAME,
  log_partition: "UInt32",
  log_offset: "UInt64",
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
  "payload_hash",
]);

/** The columns that a checksum compares: without lineage, version, append times and inputs' position. */
export function businessColumns(table: BaseTable): readonly string[] {
  return Object.keys(table.columns).filter((column) => !NOT_BUSINESS.has(column));
}

/** The statement that creates a base table where it is missing. */
export function createBaseTable(table: BaseTable, database: string): string {
  const columns = Object.entries(table.columns).map(([name, type]) => `  ${name} ${type}`);
  const settings = Object.entries(table.settings ?? {}).map(([name, value]) => `${name} = ${value}`);
  return [
    `CREATE TABLE IF NOT EXISTS ${database}.${table.name} (`,
    columns.join(",\n"),
    `) ENGINE = ReplacingMergeTree(${table.version ?? ""})`,
    `ORDER BY (${table.orderBy.join(", ")})`,
    ...(settings.length === 0 ? [] : [`SETTINGS ${settings.join(", ")}`]),
  ].join("\n");
}
