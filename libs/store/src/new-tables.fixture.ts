import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { startEmbeddedClickHouse } from "@milepost/clickhouse-embedded";
import { silentLogger } from "@milepost/runtime";
import { openStore } from "./clickhouse-store.ts";
import { migrate } from "./migrate.ts";

/** Names a folder of this run alone; the run removes it when it ends. */
const FOLDER_SETTING = "MILEPOST_TEST_FOLDER";
const WRITER = { user: "writer", password: "test" } as const;
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Puts the tables of a new deployment into an engine's folder that is not there yet, as they stand after its first start: they
 * are made once a run, and copied for whoever opens an engine. Outside a run nothing is done: who opens it makes them.
 */
export async function putNewTables(dataDir: string): Promise<void> {
  const folder = process.env[FOLDER_SETTING] ?? "";
  if (folder === "" || existsSync(dataDir)) return;
  const made = join(folder, "new-tables");
  if (!existsSync(made)) await make(made);
  await cp(made, dataDir, { recursive: true, verbatimSymlinks: true });
}

/** Whoever of several is first: what the others made is the same. */
async function make(made: string): Promise<void> {
  const dataDir = `${made}-${randomUUID()}`;
  const options = { database: "milepost", logger: silentLogger() };
  const engine = await startEmbeddedClickHouse({ ...options, dataDir, port: 0, writer: WRITER });
  const { url } = engine;
  const store = await openStore({ ...options, ...WRITER, url, requestTimeoutMs: REQUEST_TIMEOUT_MS });
  await migrate(store);
  await store.close();
  await engine.close();
  await rename(dataDir, made).catch(() => rm(dataDir, { recursive: true }));
}
