import { onCluster } from "../schema/table-ddl.ts";

/** A public view: its columns in order, each with type and comment, and the SELECT that fills them by name. */
export interface View {
  readonly name: string;
  readonly comment: string;
  readonly columns: readonly Column[];
  /** True when the view takes parameters: then ClickHouse shows its columns in SHOW CREATE TABLE alone. */
  readonly parameterised?: boolean;
  /** The SELECT over the base tables. */
  readonly select: (base: string) => string;
}

/** Name, type and comment of a column. */
export type Column = readonly [name: string, type: string, comment: string];

/** Where a view stands and which base tables it reads. */
export interface ViewPlace {
  readonly database: string;
  readonly base: string;
  readonly cluster: string | undefined;
}

/** The statement that creates or replaces a view. */
export function createView(view: View, { database, base, cluster }: ViewPlace): string {
  const list = view.columns.map(([name, type, comment]) => `  ${name} ${type} COMMENT ${quoted(comment)}`);
  // In brackets: ClickHouse before 26 would take COMMENT for an alias of what the SELECT reads.
  const names = view.columns.map(selected).join(", ");
  const select = `SELECT ${names} FROM (\n${view.select(base)}\n)`;
  return `CREATE OR REPLACE VIEW ${database}.${view.name}${onCluster(cluster)} (\n${list.join(",\n")}\n) AS (${select}) COMMENT ${quoted(view.comment)}`;
}

/** ClickHouse 26.7 cannot answer IS NULL over a view of a LowCardinality(Nullable) column: views show the plain type. */
function selected([name, type]: Column): string {
  return type === MAYBE_TEXT ? `CAST(${name}, '${MAYBE_TEXT}') AS ${name}` : name;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

export const INSTANT = "DateTime64(3, 'UTC')";
export const MAYBE_INSTANT: string = `Nullable(${INSTANT})`;
export const MAYBE_TEXT = "Nullable(String)";
export const FIGURE = "Nullable(Float64)";
export const VALUE = "Nullable(Decimal(38, 9))";

/** The columns that say which log record a row comes from. */
export const LINEAGE_COLUMNS: readonly Column[] = [
  ["log_topic", "String", "Topic of the log record that this row comes from"],
  ["log_partition", "UInt32", "Partition of that record"],
  ["log_offset", "UInt64", "Offset of that record within its partition"],
];
