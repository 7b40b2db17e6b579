import type { z } from "zod";

/** A question to the database as a value: text, parameters, and the shape of a row of its answer. */
export interface Query<Row> {
  /** Short name for logs and metrics. */
  readonly name: string;
  /** ClickHouse SQL; `{base:Identifier}` stands for the database of the base tables, views need no database. */
  readonly sql: string;
  /** Typed in the text as `{name:Type}`; instants as `YYYY-MM-DD hh:mm:ss.SSS` in UTC (see `instantParam`). */
  readonly params: Readonly<Record<string, unknown>>;
  readonly settings?: Readonly<Record<string, string | number>>;
  /** How long it may take, in milliseconds; absent: as long as every request. */
  readonly timeoutMs?: number;
  /** It may have more rows than one text can hold: they are read one by one. */
  readonly isLong?: boolean;
  /** Checks each row; without it rows are handed on as they came. */
  readonly row?: z.ZodType<Row>;
}

/** Rows on their way into a table, written by a `RowBinaryWriter` column by column. */
export interface BinaryInsert {
  readonly table: string;
  readonly columns: readonly string[];
  readonly bytes: Uint8Array;
}

/** ClickHouse, as far as Milepost needs it. Errors carry a code and say whether a later try may succeed. */
export interface Store {
  /** Database of the public views; the base tables are in `<database>_base`. */
  readonly database: string;
  /** The whole answer: decimals as text, instants as ISO 8601 in UTC, unknown as null. */
  query<Row>(query: Query<Row>): Promise<readonly Row[]>;
  /** Once it resolves, the JSON lines are visible and kept; on rejection they may be too, so repeat the same lines. */
  insert(table: string, lines: readonly string[]): Promise<void>;
  /** The same for rows in the format RowBinary, which the engine reads in a fraction of the time. */
  insertBinary(insert: BinaryInsert): Promise<void>;
  /** Runs one statement without an answer. */
  command(sql: string): Promise<void>;
  /** Waits for nothing: requests under way are cut off. */
  close(): Promise<void>;
}

/** The database of the base tables beside the public one. */
export function baseDatabase(database: string): string {
  return `${database}_base`;
}

/**
 * The database in which a rebuild builds its tables, and keeps the old ones afterwards. Each rebuild has its own: what
 * a stalled one does too late must not meet the tables of the next.
 */
export function shadowDatabase(database: string, rebuild: string): string {
  return `${database}_shadow_${rebuild.slice(-SHADOW_ID_CHARACTERS)}`;
}

/** A rebuild's id ends with so many hexadecimal digits. */
export const SHADOW_ID_CHARACTERS = 8;

/** An instant (epoch milliseconds) as ClickHouse reads it in a parameter. */
export function instantParam(epochMs: number): string {
  return new Date(epochMs).toISOString().replace("T", " ").replace("Z", "");
}

/** The same question about another set of base tables, such as a rebuild's. */
export function inBase<Row>(query: Query<Row>, base: string): Query<Row> {
  return { ...query, params: { ...query.params, base } };
}
