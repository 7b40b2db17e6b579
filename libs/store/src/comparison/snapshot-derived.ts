import { baseDatabase } from "../index.ts";
import type { Store } from "../index.ts";
import { onCluster } from "../schema/table-ddl.ts";
import { newestVersions } from "../views/newest-derived.ts";
import type { DerivedTable } from "../views/newest-derived.ts";
import { copyName } from "./table-content.ts";

export interface SnapshotOptions {
  readonly table: DerivedTable;
  /** Database that the copy is put into. */
  readonly shadow: string;
  readonly cluster: string | undefined;
}

/** Copies the newest versions of the derived rows of a live table, so that they hold still while they are compared. */
export async function snapshotDerived(
  store: Store,
  { table, shadow, cluster }: SnapshotOptions,
): Promise<void> {
  const base = baseDatabase(store.database);
  const copy = `${shadow}.${copyName(table)}`;
  // The server that compares reads its own copy of the whole table.
  await store.command(`DROP TABLE IF EXISTS ${copy}${onCluster(cluster)} SYNC`);
  await store.command(
    `CREATE TABLE ${copy} ENGINE = MergeTree ORDER BY tuple() AS ${newestVersions(base, table)}`,
  );
}
