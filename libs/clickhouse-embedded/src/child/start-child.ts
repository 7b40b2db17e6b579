import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ErrorCode } from "@milepost/runtime/errors";
import type { ChildConfig, ChildLogLevel } from "../messages.ts";
import type { Engine } from "./engine.ts";
import { listen } from "./http-server.ts";
import type { HttpPort } from "./http-server.ts";
import { createQueryEndpoint } from "./query-endpoint.ts";
import { sqlIdentifier } from "./sql-text.ts";

const LOCK_RETRY_MS = 200;

/** Why the child could not start, in one sentence that says the way out. */
export interface StartFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
}

/** The child while it serves. */
export interface RunningChild {
  readonly port: number;
  close(): Promise<void>;
}

export type StartResult =
  | { readonly ok: true; readonly child: RunningChild }
  | { readonly ok: false; readonly failure: StartFailure };

export type ChildLog = (
  level: ChildLogLevel,
  fields: Readonly<Record<string, unknown>>,
  message: string,
) => void;

/** Opens port, engine and database, in the order in which a start fails soonest. */
export async function startChild(config: ChildConfig, log: ChildLog): Promise<StartResult> {
  let http: HttpPort | undefined;
  try {
    http = await listen(config.host, config.port);
    const engine = await openFolder(config, log);
    await enterEmptyFolder(join(config.dataDir, "transit"));
    const timezone = await prepare(engine, config.database);
    http.serve(createQueryEndpoint({ engine, users: config, database: config.database, timezone }));
    return { ok: true, child: { port: http.port, close: closing(http, engine) } };
  } catch (error) {
    await http?.close();
    return { ok: false, failure: explain(error, config) };
  }
}

async function openFolder(config: ChildConfig, log: ChildLog): Promise<Engine> {
  await mkdir(config.dataDir, { recursive: true });
  // Only here, so that a platform without chdb gets a sentence instead of a stack trace.
  const { openEngine } = await import("./engine.ts");
  // After a kill −9 the folder's lock may stay for seconds.
  const deadline = Date.now() + config.lockPatienceMs;
  for (;;) {
    try {
      return openEngine(join(config.dataDir, "engine"));
    } catch (error) {
      if (!maybeLocked(error) || Date.now() > deadline) throw error;
      log("debug", { dataDir: config.dataDir }, "the data folder is still locked; trying again");
      await sleep(LOCK_RETRY_MS);
    }
  }
}

/** Bodies and results on their way are files here, under plain names: the engine reads a path as a pattern. */
async function enterEmptyFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  process.chdir(folder);
}

async function prepare(engine: Engine, database: string): Promise<string> {
  const session = engine.openSession();
  try {
    await session.run(`CREATE DATABASE IF NOT EXISTS ${sqlIdentifier(database)}`);
    const { output } = await session.run("SELECT timezone()", "TSVRaw");
    return Buffer.from(output).toString("utf8").trim();
  } finally {
    session.close();
  }
}

function closing(http: HttpPort, engine: Engine): () => Promise<void> {
  return async () => {
    await http.close();
    await engine.close();
  };
}

function explain(error: unknown, { dataDir, host, port }: ChildConfig): StartFailure {
  const message = error instanceof Error ? error.message : String(error);
  switch (errorCodeOf(error)) {
    case "EADDRINUSE":
      return {
        code: "address_in_use",
        message: `Port ${port} on ${host} is in use; stop what listens there, or choose another with MILEPOST_CLICKHOUSE_PORT`,
        retryable: true,
      };
    case "EACCES":
    case "EADDRNOTAVAIL":
      return {
        code: "config_invalid",
        message: `This process may not listen on ${host}:${port}; choose another with MILEPOST_HOST or MILEPOST_CLICKHOUSE_PORT`,
        retryable: false,
      };
    case "CHDB_PLATFORM":
    case "CHDB_ABI":
    case "ERR_MODULE_NOT_FOUND":
    case "MODULE_NOT_FOUND":
    case "ERR_DLOPEN_FAILED":
      return {
        code: "chdb_unavailable",
        message: `The embedded ClickHouse (chdb) is not here for ${process.platform} ${process.arch}; it exists for Linux x64 and arm64 (glibc) and for macOS: run "npm ci" again there, elsewhere set CLICKHOUSE_URL to a ClickHouse server`,
        retryable: false,
      };
    default:
      return {
        code: "internal",
        message: `The embedded ClickHouse could not open the data folder ${dataDir}: ${message}`,
        retryable: false,
      };
  }
}

function errorCodeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** chdb says no more than this; the reason stands on stderr. */
function maybeLocked(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Failed to create connection");
}
