import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedClickHouse } from "@milepost/clickhouse-embedded";
import { silentLogger } from "@milepost/runtime";
import { openStore } from "./clickhouse-store.ts";
import { baseDatabase } from "./index.ts";
import type { Store } from "./index.ts";
import { migrate } from "./migrate.ts";
import { putNewTables } from "./new-tables.fixture.ts";

const WRITER = { user: "writer", password: "test" } as const;
const REQUEST_TIMEOUT_MS = 30_000;
/** How fast a busy machine starts an engine is no test's business. */
const START_TIMEOUT_MS = 180_000;
/** The setting that names a server for tests, as infra/native reads it. */
const SERVER_SETTING = "MILEPOST_TEST_CLICKHOUSE_URL";

/** A migrated database that nobody else uses; its name is the store's. */
export interface TestStore {
  readonly store: Store;
  readonly url: string;
  readonly writer: { readonly user: string; readonly password: string };
  /** Removes the database, and the engine where it has one of its own. */
  close(): Promise<void>;
}

/** What a test needs of it. */
export interface TestStoreOptions {
  /** True for tests of the embedded engine itself: a server that is given is not used. */
  readonly embedded?: boolean;
}

/** A database on the server that MILEPOST_TEST_CLICKHOUSE_URL names, else on an embedded engine in a folder of its own. */
export async function openTestStore({ embedded = false }: TestStoreOptions = {}): Promise<TestStore> {
  const given = process.env[SERVER_SETTING] ?? "";
  return embedded || given === "" ? onEngineOfItsOwn() : onServer(new URL(given));
}

async function onServer(address: URL): Promise<TestStore> {
  const writer = {
    user: decodeURIComponent(address.username) || "default",
    password: decodeURIComponent(address.password),
  };
  const database = `test_${randomUUID().slice(0, 8)}`;
  const store = await openMigrated({ url: address.origin, database, writer });
  const close = async (): Promise<void> => {
    for (const each of [database, baseDatabase(database)]) {
      await store.command(`DROP DATABASE IF EXISTS ${each} SYNC`);
    }
    await store.close();
  };
  return { store, url: address.origin, writer, close };
}

async function onEngineOfItsOwn(): Promise<TestStore> {
  const folder = mkdtempSync(join(tmpdir(), "milepost-store-"));
  const dataDir = join(folder, "clickhouse");
  await putNewTables(dataDir);
  const database = "milepost";
  const options = {
    dataDir,
    port: 0,
    database,
    writer: WRITER,
    logger: silentLogger(),
    startTimeoutMs: START_TIMEOUT_MS,
  };
  const engine = await startEmbeddedClickHouse(options);
  const store = await openMigrated({ url: engine.url, database, writer: WRITER });
  const close = async (): Promise<void> => {
    await store.close();
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { store, url: engine.url, writer: WRITER, close };
}

interface Place extends Pick<TestStore, "url" | "writer"> {
  readonly database: string;
}

async function openMigrated({ writer, ...place }: Place): Promise<Store> {
  const store = await openStore({
    ...place,
    ...writer,
    logger: silentLogger(),
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  });
  await migrate(store);
  return store;
}
