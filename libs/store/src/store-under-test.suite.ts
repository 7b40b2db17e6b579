import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedClickHouse } from "@milepost/clickhouse-embedded";
import { silentLogger } from "@milepost/runtime";
import { openStore } from "./clickhouse-store.ts";
import type { Store } from "./index.ts";
import { migrate } from "./migrate.ts";

const WRITER = { user: "writer", password: "test" } as const;
const REQUEST_TIMEOUT_MS = 30_000;

/** A migrated database on an engine of its own. */
export interface TestStore {
  readonly store: Store;
  readonly url: string;
  readonly writer: { readonly user: string; readonly password: string };
  /** Ends the engine and removes its folder. */
  close(): Promise<void>;
}

/** Starts the embedded SQL engine in a folder that is gone after the test, and migrates it. */
export async function openTestStore(): Promise<TestStore> {
  const dataDir = mkdtempSync(join(tmpdir(), "milepost-store-"));
  const logger = silentLogger();
  const database = "milepost";
  const engine = await startEmbeddedClickHouse({ dataDir, port: 0, database, writer: WRITER, logger });
  const store = await openStore({
    url: engine.url,
    database,
    ...WRITER,
    logger,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  });
  await migrate(store);
  const close = async (): Promise<void> => {
    await store.close();
    await engine.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { store, url: engine.url, writer: WRITER, close };
}
