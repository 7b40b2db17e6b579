import { createHash } from "node:crypto";
import { MilepostError } from "@milepost/runtime/errors";
import { z } from "zod";
import { baseDatabase } from "./index.ts";
import type { Store } from "./index.ts";
import { schemaVersions } from "./schema/operation-tables.ts";
import { FIRST_BUILD, MIGRATIONS } from "./schema/migrations.ts";
import type { MigrationPlace } from "./schema/migrations.ts";
import { createBaseTable, createDatabaseStatement } from "./schema/table-ddl.ts";
import { createView } from "./views/view.ts";
import { VIEWS } from "./views/views.ts";

/** Version of the base tables' schema that this code knows. */
export const SCHEMA_VERSION: number = MIGRATIONS.at(-1)?.version ?? 0;

export interface MigrateOptions {
  /** Name of the ClickHouse cluster that every table is replicated and sharded over; absent: one server. */
  readonly cluster?: string | undefined;
}

/**
 * Brings the databases to this version: runs what is missing, and creates the views anew where their text changed.
 * Refuses tables of a newer Milepost.
 */
export async function migrate(store: Store, { cluster }: MigrateOptions = {}): Promise<void> {
  const { database } = store;
  const place: MigrationPlace = { database, base: baseDatabase(database), cluster };
  await runAll(store, prelude(place));
  const applied = await appliedVersions(store);
  const newest = Math.max(0, ...applied.filter(({ what }) => what === "tables").map((row) => row.version));
  if (newest > SCHEMA_VERSION) {
    throw new MilepostError(
      "config_invalid",
      `The tables of database "${database}" are of schema version ${newest}, this Milepost knows ${SCHEMA_VERSION}; start the newer one`,
    );
  }
  if (newest === 0 && (await hasNoTables(store, place))) await createNewest(store, place);
  else await runMissing(store, place, newest);
  await createViews(store, place, applied.find(({ what }) => what === "views")?.text_hash);
}

/** Whether nothing but the versions' own table stands there; in a cluster another server may have what this one lacks. */
async function hasNoTables(store: Store, { base, cluster }: MigrationPlace): Promise<boolean> {
  if (cluster !== undefined) return false;
  const found = await store.query({
    name: "tables there",
    sql: "SELECT name FROM system.tables WHERE database = {database:String} AND name != {versions:String}",
    params: { database: base, versions: schemaVersions.name },
  });
  return found.length === 0;
}

/** The first step makes today's tables: a new database needs none of the steps between. */
async function createNewest(store: Store, place: MigrationPlace): Promise<void> {
  await runAll(store, MIGRATIONS[0]?.statements(place) ?? []);
  await record(
    store,
    MIGRATIONS.map(({ version }) => ({ what: "tables", version, text_hash: "" })),
  );
}

async function runMissing(store: Store, place: MigrationPlace, newest: number): Promise<void> {
  for (const { version, statements } of MIGRATIONS.filter((migration) => migration.version > newest)) {
    await runAll(store, statements(place));
    await record(store, [{ what: "tables", version, text_hash: "" }]);
  }
}

/** Every statement that leads to today's tables, in order, from whatever there is. */
export function migrationStatements(database: string, { cluster }: MigrateOptions = {}): readonly string[] {
  const place: MigrationPlace = { database, base: baseDatabase(database), cluster };
  return [
    ...prelude(place),
    ...MIGRATIONS.flatMap(({ statements }) => statements(place)),
    ...viewStatements(place),
  ];
}

function prelude({ database, base, cluster }: MigrationPlace): readonly string[] {
  return [
    createDatabaseStatement(database, cluster),
    createDatabaseStatement(base, cluster),
    ...createBaseTable(schemaVersions, { database: base, build: FIRST_BUILD, cluster }),
  ];
}

function viewStatements({ database, base, cluster }: MigrationPlace): readonly string[] {
  return VIEWS.map((view) => createView(view, { database, base, cluster }));
}

async function createViews(
  store: Store,
  place: MigrationPlace,
  appliedHash: string | undefined,
): Promise<void> {
  const statements = viewStatements(place);
  const textHash = createHash("sha256").update(statements.join("\n")).digest("hex");
  if (textHash === appliedHash) return;
  await runAll(store, statements);
  await record(store, [{ what: "views", version: 0, text_hash: textHash }]);
}

async function runAll(store: Store, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await store.command(statement);
}

const appliedRow = z.object({ what: z.string(), version: z.number(), text_hash: z.string() });
type AppliedRow = z.infer<typeof appliedRow>;

async function appliedVersions(store: Store): Promise<readonly AppliedRow[]> {
  return store.query({
    name: "schema versions",
    sql: "SELECT what, version, text_hash FROM {base:Identifier}.schema_versions FINAL",
    params: {},
    row: appliedRow,
  });
}

async function record(store: Store, rows: readonly AppliedRow[]): Promise<void> {
  await store.insert(
    "schema_versions",
    rows.map((row) => JSON.stringify(row)),
  );
}
