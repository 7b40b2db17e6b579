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
  for (const migration of MIGRATIONS.filter(({ version }) => version > newest)) {
    await runAll(store, migration.statements(place));
    await record(store, { what: "tables", version: migration.version, text_hash: "" });
  }
  await createViews(store, place, applied.find(({ what }) => what === "views")?.text_hash);
}

/** Every statement that makes a new database, in order: what `migrate` runs where there is nothing yet. */
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
  await record(store, { what: "views", version: 0, text_hash: textHash });
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

async function record(store: Store, row: AppliedRow): Promise<void> {
  await store.insert("schema_versions", [JSON.stringify(row)]);
}
