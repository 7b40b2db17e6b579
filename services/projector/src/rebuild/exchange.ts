import { randomUUID } from "node:crypto";
import type { Store } from "@milepost/store";
import { baseDatabase, shadowDatabase } from "@milepost/store";
import { REBUILT_TABLES } from "@milepost/store/schema/base-tables";
import { z } from "zod";

const journalRow = z.object({ rebuild: z.string(), tables: z.string(), report: z.string() });
const journalTables = z.record(z.string(), z.string());
const uuidRow = z.object({ name: z.string(), uuid: z.string() });

/**
 * Writes down which tables are about to become live, by the unchanging ids of their rebuilt forms, and the report
 * lines that are written when they are. From then on a restart completes the exchange.
 */
export async function openJournal(
  store: Store,
  journal: { readonly rebuild: string; readonly report: readonly string[] },
): Promise<void> {
  const rebuilt = await uuids(store, shadowDatabase(store.database));
  const tables = Object.fromEntries(REBUILT_TABLES.map(({ name }) => [name, rebuilt.get(name)]));
  await writeJournal(store, { ...journal, state: "exchanging", tables: JSON.stringify(tables) });
}

/** Completes what a journal began: exchanges the tables that are not live yet, writes the report; false: there was none. */
export async function completeExchange(store: Store): Promise<boolean> {
  const [journal] = await store.query({
    name: "open rebuild journal",
    sql: "SELECT rebuild, tables, report FROM {base:Identifier}.rebuild_journal FINAL WHERE state = 'exchanging'",
    params: {},
    row: journalRow,
  });
  if (journal === undefined) return false;
  const base = baseDatabase(store.database);
  const shadow = shadowDatabase(store.database);
  const live = await uuids(store, base);
  for (const [name, uuid] of Object.entries(journalTables.parse(JSON.parse(journal.tables)))) {
    if (live.get(name) !== uuid) await store.command(`EXCHANGE TABLES ${base}.${name} AND ${shadow}.${name}`);
  }
  const report = z.array(z.string()).parse(JSON.parse(journal.report));
  await store.insert("rebuild_reports", report);
  await writeJournal(store, { rebuild: journal.rebuild, report, state: "done", tables: journal.tables });
  await store.command(`DROP DATABASE IF EXISTS ${shadow} SYNC`);
  return true;
}

/** An id for a rebuild, in the order of their beginnings. */
export function rebuildId(now: number): string {
  return `${new Date(now).toISOString()}-${randomUUID().slice(0, 8)}`;
}

async function writeJournal(
  store: Store,
  journal: {
    readonly rebuild: string;
    readonly state: "exchanging" | "done";
    readonly tables: string;
    readonly report: readonly string[];
  },
): Promise<void> {
  const line = {
    ...journal,
    report: JSON.stringify(journal.report),
    version: journal.state === "done" ? 2 : 1,
  };
  await store.insert("rebuild_journal", [JSON.stringify(line)]);
}

async function uuids(store: Store, database: string): Promise<ReadonlyMap<string, string>> {
  const rows = await store.query({
    name: "table ids",
    sql: "SELECT name, toString(uuid) AS uuid FROM system.tables WHERE database = {tables:String}",
    params: { tables: database },
    row: uuidRow,
  });
  return new Map(rows.map(({ name, uuid }) => [name, uuid]));
}
