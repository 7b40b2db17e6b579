import type { BaseTable } from "./base-table.ts";

/** Where and how tables are made. */
export interface TableForm {
  readonly database: string;
  /** The build whose rows the tables take (tables that speak of the tables themselves take all). */
  readonly build: number;
  /** Name of the ClickHouse cluster that the tables are replicated and sharded over; absent: one server. */
  readonly cluster?: string | undefined;
}

/** The table that holds the rows themselves: in a cluster each server's own part. */
export function storedName(table: string, cluster: string | undefined): string {
  return cluster === undefined ? table : `${table}_local`;
}

/** Behind the name of what a statement creates, changes or exchanges. */
export function onCluster(cluster: string | undefined): string {
  return cluster === undefined ? "" : ` ON CLUSTER '${cluster}'`;
}

/** Creates a database where it is missing, in a cluster on every server. */
export function createDatabaseStatement(database: string, cluster: string | undefined): string {
  return `CREATE DATABASE IF NOT EXISTS ${database}${onCluster(cluster)}`;
}

/**
 * The statements that create a base table where it is missing: in a cluster each server's own, replicated part, and
 * the table over all of them, which has the same name and columns as on one server.
 */
export function createBaseTable(table: BaseTable, form: TableForm): readonly string[] {
  const { database, cluster } = form;
  const columns = Object.entries(table.columns).map(([name, type]) => `  ${name} ${type}`);
  const stored = createStored(table, form, columns);
  if (cluster === undefined) return [stored];
  const shard = `sipHash64(${table.shardBy ?? table.orderBy[0]})`;
  const whole = [
    `CREATE TABLE IF NOT EXISTS ${database}.${table.name}${onCluster(cluster)} (`,
    columns.join(",\n"),
    `) ENGINE = Distributed('${cluster}', '${database}', '${storedName(table.name, cluster)}', ${shard})`,
  ].join("\n");
  return [stored, whole];
}

function createStored(table: BaseTable, form: TableForm, columns: readonly string[]): string {
  const { database, cluster } = form;
  const settings = Object.entries(table.settings ?? {}).map(([name, value]) => `${name} = ${value}`);
  const constraints = table.origin === "own" ? [] : [`  CONSTRAINT ${buildCheck(form.build)}`];
  return [
    `CREATE TABLE IF NOT EXISTS ${database}.${storedName(table.name, cluster)}${onCluster(cluster)} (`,
    [...columns, ...constraints].join(",\n"),
    `) ENGINE = ${engineOf(table, cluster)}`,
    `ORDER BY (${table.orderBy.join(", ")})`,
    ...(settings.length === 0 ? [] : [`SETTINGS ${settings.join(", ")}`]),
  ].join("\n");
}

/** Refuses rows that were written for another build of the tables. */
export function buildCheck(build: number): string {
  return `build CHECK build = ${build}`;
}

/** The path in Keeper goes by the table's unchanging id: an exchange changes names alone. */
function engineOf({ version }: BaseTable, cluster: string | undefined): string {
  if (cluster === undefined) return `ReplacingMergeTree(${version ?? ""})`;
  const place = "'/clickhouse/tables/{uuid}/{shard}', '{replica}'";
  return `ReplicatedReplacingMergeTree(${[place, ...(version === undefined ? [] : [version])].join(", ")})`;
}
