import { MilepostError } from "@milepost/runtime/errors";
import { z } from "zod";
import type { Store } from "./index.ts";
import { SCHEMA_VERSION } from "./migrate.ts";

/** UNKNOWN_TABLE and UNKNOWN_DATABASE. */
const NOT_THERE: ReadonlySet<unknown> = new Set([60, 81]);

const versionRow = z.object({ newest: z.number() });

/** For processes that do not own the tables: refuses those that are not there yet (retryable), and those of a newer Milepost. */
export async function refuseUnfitSchema(store: Store): Promise<void> {
  const version = await schemaVersion(store);
  if (version > SCHEMA_VERSION) throw newerSchema(store.database, version);
  if (version === SCHEMA_VERSION) return;
  const found =
    version === 0 ? "are not there yet" : `are of schema version ${version}, and ${SCHEMA_VERSION} is needed`;
  throw new MilepostError(
    "not_ready",
    `The tables of database "${store.database}" ${found}: the projector makes them, start it (the newer one first in an upgrade)`,
    { retryable: true },
  );
}

/** The error of tables that this Milepost is too old for. */
export function newerSchema(database: string, version: number): MilepostError {
  return new MilepostError(
    "config_invalid",
    `The tables of database "${database}" are of schema version ${version}, this Milepost knows ${SCHEMA_VERSION}; start the newer one`,
  );
}

/** Version of the base tables; 0 where there are none. */
export async function schemaVersion(store: Store): Promise<number> {
  try {
    const [row] = await store.query({
      name: "schema version",
      sql: "SELECT max(version) AS newest FROM {base:Identifier}.schema_versions WHERE what = 'tables'",
      params: {},
      settings: { database: "system" },
      row: versionRow,
    });
    return row?.newest ?? 0;
  } catch (error) {
    if (error instanceof MilepostError && NOT_THERE.has(error.details["clickhouseCode"])) return 0;
    throw error;
  }
}
