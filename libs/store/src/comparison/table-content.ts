import type { Position } from "@milepost/contracts";
import { isCollapsing } from "../schema/base-table.ts";
import type { BaseTable } from "../schema/base-table.ts";
import { DERIVED_OWNER, isShown, newestVersions } from "../views/newest-derived.ts";
import type { DerivedTable } from "../views/newest-derived.ts";

/** The rows of a table that a comparison looks at, as SQL, with the values in it. */
export interface TableContent {
  readonly sql: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The databases of the base tables that are compared. */
export interface ComparedDatabases {
  readonly live: string;
  readonly rebuilt: string;
}

/** Both sides of a comparison. */
export interface ComparedContent {
  readonly live: TableContent;
  readonly rebuilt: TableContent;
}

/**
 * The rows of a log table on both sides, of records below a position; without one all of them. Where several records
 * give one row, a row that a record above the position has touched on either side says nothing of those below, so it is
 * left out on both.
 */
export function logContent(
  table: BaseTable,
  databases: ComparedDatabases,
  below: Position | undefined,
): ComparedContent {
  const condition = below === undefined ? "1" : belowCondition(below);
  const touched =
    below === undefined || !isCollapsing(table)
      ? []
      : Object.values(databases).map((database) => touchedAbove(table, database, condition));
  const where = [`(${condition})`, ...touched].join(" AND ");
  const content = (database: string): TableContent => ({
    sql: `SELECT * FROM ${database}.${table.name} FINAL WHERE ${where}`,
    params: {},
  });
  return { live: content(databases.live), rebuilt: content(databases.rebuilt) };
}

function touchedAbove(table: BaseTable, database: string, below: string): string {
  const key = `(${table.orderBy.join(", ")})`;
  return `${key} NOT IN (SELECT ${key} FROM ${database}.${table.name} FINAL WHERE NOT (${below}))`;
}

/** Offsets and topics are ours, so they stand in the text. */
function belowCondition(position: Position): string {
  const ends = Object.entries(position).map(([key, offset]) => {
    const slash = key.lastIndexOf("/");
    return `(log_topic = '${key.slice(0, slash)}' AND log_partition = ${key.slice(slash + 1)} AND log_offset < ${offset})`;
  });
  return ends.length === 0 ? "0" : ends.join(" OR ");
}

export type { DerivedTable };

/** Name of the copy of a live derived table, in the database of the rebuild that compares it. */
export function copyName(table: DerivedTable): string {
  return `live_${table}`;
}

export interface DerivedRows {
  /** Owners whose rows are left out. */
  readonly except: readonly string[];
  /** True: the copy of a live table is read, which holds the newest versions alone. */
  readonly isCopy: boolean;
}

/** The newest derived rows of a table. */
export function derivedContent(
  table: DerivedTable,
  database: string,
  { except, isCopy }: DerivedRows,
): TableContent {
  const owner = DERIVED_OWNER[table];
  const rows = isCopy ? `${database}.${copyName(table)}` : `(${newestVersions(database, table)})`;
  const where = owner === undefined ? "1" : `${owner} NOT IN {except:Array(String)}`;
  return {
    sql: `SELECT * FROM ${rows} WHERE ${isShown(table)} AND ${where}`,
    params: owner === undefined ? {} : { except },
  };
}

/** The month that a row of a comparison belongs to, `2026-09`; empty where the table has none. */
export function monthOf(table: BaseTable): string {
  return table.month === undefined ? "''" : `substring(toString(toDate32(${table.month})), 1, 7)`;
}
