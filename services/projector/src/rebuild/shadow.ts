import { MilepostError } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { tableIds } from "@milepost/store/queries/table-ids";
import { REBUILT_TABLES } from "@milepost/store/schema/base-tables";
import {
  createBaseTable,
  createDatabaseStatement,
  onCluster,
  storedName,
} from "@milepost/store/schema/table-ddl";
import { isClaimed, isFence } from "./claims.ts";
import type { JournalEntry } from "./journal.ts";

/** Makes a rebuild's tables where they are missing; refuses when what was replayed into them is gone. */
export async function createShadow(
  store: Store,
  { shadow, build, position }: JournalEntry,
  cluster: string | undefined,
): Promise<void> {
  const names = (await store.query(tableIds(shadow))).map(({ name }) => name);
  const missing = REBUILT_TABLES.find(({ name }) => !names.includes(storedName(name, cluster)));
  const isBegun = Object.keys(position).length > 0;
  if ((isBegun && missing !== undefined) || (await isClaimed(store, shadow))) throw lost(missing?.name);
  await store.command(createDatabaseStatement(shadow, cluster));
  for (const table of REBUILT_TABLES) {
    for (const statement of createBaseTable(table, { database: shadow, build, cluster })) {
      await store.command(statement);
    }
  }
}

function lost(table: string | undefined): MilepostError {
  const what = table === undefined ? "somebody has begun to drop it" : `its table ${table} is gone`;
  return new MilepostError("conflict", `The rebuild cannot go on, ${what}: drop it and start another one`);
}

/** The unchanging ids of a rebuild's tables, by name. */
export async function shadowTableIds(
  store: Store,
  shadow: string,
  cluster: string | undefined,
): Promise<Readonly<Record<string, string>>> {
  const ids = new Map((await store.query(tableIds(shadow))).map(({ name, uuid }) => [name, uuid]));
  return Object.fromEntries(
    REBUILT_TABLES.map(({ name }) => [name, ids.get(storedName(name, cluster)) ?? ""]),
  );
}

/** True while a rebuild's database holds rows: its own, or those from before. */
export async function holdsTables(store: Store, shadow: string): Promise<boolean> {
  return (await store.query(tableIds(shadow))).some(({ name }) => !isFence(name));
}

/** Drops the tables, and leaves what tells stalled attempts that they are over. */
export async function dropShadowTables(
  store: Store,
  shadow: string,
  cluster: string | undefined,
): Promise<void> {
  for (const { name } of await store.query(tableIds(shadow))) {
    if (!isFence(name))
      await store.command(`DROP TABLE IF EXISTS ${shadow}.${name}${onCluster(cluster)} SYNC`);
  }
}

/** Drops the whole database. */
export async function dropShadow(store: Store, shadow: string, cluster: string | undefined): Promise<void> {
  await store.command(`DROP DATABASE IF EXISTS ${shadow}${onCluster(cluster)} SYNC`);
}
