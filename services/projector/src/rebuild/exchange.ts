import { MilepostError } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { baseDatabase } from "@milepost/store";
import { isMissingTableError } from "@milepost/store/clickhouse-errors";
import { tableIds } from "@milepost/store/queries/table-ids";
import { onCluster, storedName } from "@milepost/store/schema/table-ddl";
import { claimTables, claimedName, superseded } from "./claims.ts";
import type { ClaimPlace } from "./claims.ts";

/**
 * Makes a rebuild's tables live, one after the other, each exactly once whatever attempts there are: an attempt
 * exchanges only tables that bear its own name, and knows by their unchanging ids which were exchanged before.
 */
export async function exchangeTables(
  place: ClaimPlace,
  rebuilt: Readonly<Record<string, string>>,
): Promise<void> {
  const { store, shadow, cluster } = place;
  await claimTables(place);
  // Once they are claimed, only this attempt changes which of them are live; a later one takes their names away first.
  const live = await idsIn(store, baseDatabase(store.database));
  const claimed = await idsIn(store, shadow);
  for (const [table, id] of Object.entries(rebuilt)) {
    if (live.get(storedName(table, cluster)) === id) continue;
    if (claimed.get(claimedName(table, place)) !== id) throw await neither(place, table);
    await exchange(place, table);
  }
}

async function exchange(place: ClaimPlace, table: string): Promise<void> {
  const { store, shadow, cluster, attempt } = place;
  const live = `${baseDatabase(store.database)}.${storedName(table, cluster)}`;
  try {
    await store.command(
      `EXCHANGE TABLES ${live} AND ${shadow}.${claimedName(table, place)}${onCluster(cluster)}`,
    );
  } catch (error) {
    if (isMissingTableError(error)) throw superseded(attempt);
    throw error;
  }
}

/** A later attempt has renamed the table, or somebody did something to it that no rebuild does. */
async function neither(place: ClaimPlace, table: string): Promise<MilepostError> {
  await claimTables(place);
  return new MilepostError(
    "conflict",
    `The rebuilt ${table} is neither live nor waiting to be: start another rebuild`,
  );
}

async function idsIn(store: Store, database: string): Promise<ReadonlyMap<string, string>> {
  return new Map((await store.query(tableIds(database))).map(({ name, uuid }) => [name, uuid]));
}
