import { createHash } from "node:crypto";
import { MilepostError } from "@milepost/runtime/errors";
import { z } from "zod";
import { baseDatabase } from "./index.ts";
import type { Store } from "./index.ts";
import { createBaseTable } from "./schema/base-table.ts";
import { BASE_TABLES } from "./schema/base-tables.ts";
import { deadLetterSteps } from "./schema/operation-tables.ts";
import { createView } from "./views/view.ts";
import { VIEWS } from "./views/views.ts";

/** A step forward; its statements may run again, because two starters may run them at once. */
interface Migration {
  readonly version: number;
  readonly statements: (base: string) => readonly string[];
}

/** The first creates whatever is missing by today's definitions; those after it say what older databases lack. */
const MIGRATIONS: readonly Migration[] = [
  { version: 1, statements: (base) => BASE_TABLES.map((table) => createBaseTable(table, base)) },
  { version: 2, statements: (base) => [createBaseTable(deadLetterSteps, base)] },
];

/** Version of the base tables' schema that this code knows. */
export const SCHEMA_VERSION: number = MIGRATIONS.at(-1)?.version ?? 0;

/** Brings the databases to this version: runs what is missing, and creates the views anew where their text changed. */
export async function migrate(store: Store): Promise<void> {
  const base = baseDatabase(store.database);
  await store.command(`CREATE DATABASE IF NOT EXISTS ${store.database}`);
  await store.command(`CREATE DATABASE IF NOT EXISTS ${base}`);
  await store.command(
    `CREATE TABLE IF NOT EXISTS ${base}.schema_versions (what String, version UInt32, text_hash String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')) ENGINE = ReplacingMergeTree(applied_at) ORDER BY (what, version)`,
  );
  const applied = await appliedVersions(store);
  const newest = Math.max(0, ...applied.filter(({ what }) => what === "tables").map((row) => row.version));
  if (newest > SCHEMA_VERSION) {
    throw new MilepostError(
      "config_invalid",
      `The tables of database "${store.database}" are of schema version ${newest}, this Milepost knows ${SCHEMA_VERSION}; start the newer one`,
    );
  }
  for (const migration of MIGRATIONS.filter(({ version }) => version > newest)) {
    for (const statement of migration.statements(base)) await store.command(statement);
    await record(store, { what: "tables", version: migration.version, text_hash: "" });
  }
  await createViews(store, applied.find(({ what }) => what === "views")?.text_hash);
}

async function createViews(store: Store, appliedHash: string | undefined): Promise<void> {
  const statements = VIEWS.map((view) => createView(view, store.database, baseDatabase(store.database)));
  const textHash = createHash("sha256").update(statements.join("\n")).digest("hex");
  if (textHash === appliedHash) return;
  for (const statement of statements) await store.command(statement);
  await record(store, { what: "views", version: 0, text_hash: textHash });
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
