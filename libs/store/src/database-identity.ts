import { hash } from "node:crypto";
import { z } from "zod";
import type { Store } from "./index.ts";
import { createDatabaseStatement } from "./schema/table-ddl.ts";

const CHARACTERS = 8;
/** Of a database whose engine gives it no id. */
const NO_ID = "00000000-0000-0000-0000-000000000000";

const databaseRow = z.object({ id: z.string(), server: z.string() });

/**
 * A short name for a database: the same for all who write to it, another for any other one, also of the same name on
 * another server. Undefined where it is not there yet.
 */
export async function databaseIdentity(
  store: Store,
  cluster: string | undefined,
): Promise<string | undefined> {
  const [row] = await store.query({
    name: "database identity",
    sql: "SELECT toString(uuid) AS id, toString(serverUUID()) AS server FROM system.databases WHERE name = {database:String}",
    params: { database: store.database },
    settings: { database: "system" },
    row: databaseRow,
  });
  if (row === undefined) return undefined;
  // On the replicas of a cluster a database has other ids, and is one place all the same.
  if (cluster !== undefined) return shortHash(`cluster ${cluster} ${store.database}`);
  return shortHash(row.id === NO_ID ? `server ${row.server} ${store.database}` : row.id);
}

/** Makes the empty database where it is missing, on every server of the cluster, so that it has an identity. */
export async function createDatabase(store: Store, cluster: string | undefined): Promise<void> {
  await store.command(createDatabaseStatement(store.database, cluster));
}

function shortHash(text: string): string {
  return hash("sha256", text, "hex").slice(0, CHARACTERS);
}
