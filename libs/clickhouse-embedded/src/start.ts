import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { MilepostError } from "@milepost/runtime/errors";
import { readChildOutput } from "./child-output.ts";
import type { ChildOutput } from "./child-output.ts";
import type { Credential, EmbeddedClickHouse, EmbeddedClickHouseOptions, EngineExit } from "./index.ts";
import type { ChildMessage, ParentMessage } from "./messages.ts";

const START_TIMEOUT_MS = 30_000;
const LOCK_PATIENCE_MS = 10_000;
/** The child closes within 2 s by itself; after this it is killed. */
const CLOSE_TIMEOUT_MS = 4_000;
/** Queries run on libuv's threads: with the default of 4, a few long ones block everything else. */
const THREAD_POOL_SIZE = 16;
const OPEN_READER: Credential = { user: "default", password: "" };
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;
const CHILD_MAIN = fileURLToPath(new URL("./child/main.ts", import.meta.url));

/** Starts the engine's process and resolves when its port answers; rejects with one sentence that says the way out. */
export async function startEmbeddedClickHouse(
  options: EmbeddedClickHouseOptions,
): Promise<EmbeddedClickHouse> {
  const host = options.host ?? "127.0.0.1";
  const reader = options.reader ?? OPEN_READER;
  if (reader.password === "" && !LOOPBACK.test(host)) throw openToOthers(host);
  const child = spawnChild();
  const exited = exitOf(child);
  const closed = once(child, "close").catch(() => undefined);
  const output = readChildOutput(child, options.logger);
  forwardLogs(child, options);
  const { port, database, writer, startTimeoutMs: timeoutMs = START_TIMEOUT_MS } = options;
  const dataDir = resolve(options.dataDir);
  // Gives up early enough to say why.
  const lockPatienceMs = Math.min(LOCK_PATIENCE_MS, timeoutMs / 2);
  tell(child, { type: "start", config: { dataDir, host, port, database, writer, reader, lockPatienceMs } });
  try {
    const ready = await started(child, { exited, timeoutMs });
    const url = `http://${urlHost(host)}:${ready}`;
    return { url, pid: child.pid ?? 0, writer, reader, exited, close: () => close(child, exited) };
  } catch (error) {
    child.kill("SIGKILL");
    await closed;
    throw explainStart(error, { dataDir, output });
  }
}

function spawnChild(): ChildProcess {
  return spawn(process.execPath, ["--disable-warning=ExperimentalWarning", CHILD_MAIN], {
    // A DateTime without a zone must mean the same on every machine.
    env: { ...process.env, TZ: "UTC", UV_THREADPOOL_SIZE: String(THREAD_POOL_SIZE) },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}

function tell(child: ChildProcess, message: ParentMessage): void {
  if (child.connected) child.send(message, () => undefined);
}

async function exitOf(child: ChildProcess): Promise<EngineExit> {
  const exit = Promise.withResolvers<EngineExit>();
  child.once("exit", (code, signal) => exit.resolve({ code, signal }));
  child.once("error", () => exit.resolve({ code: null, signal: null }));
  return exit.promise;
}

function forwardLogs(child: ChildProcess, { logger }: EmbeddedClickHouseOptions): void {
  child.on("message", (message: ChildMessage) => {
    if (message.type === "log") logger[message.level](message.fields, message.message);
  });
}

interface StartWait {
  readonly exited: Promise<EngineExit>;
  readonly timeoutMs: number;
}

async function started(child: ChildProcess, { exited, timeoutMs }: StartWait): Promise<number> {
  const { promise, resolve: ready, reject } = Promise.withResolvers<number>();
  const timer = setTimeout(() => reject(startTimeout(timeoutMs)), timeoutMs);
  child.on("message", (message: ChildMessage) => {
    if (message.type === "ready") ready(message.port);
    if (message.type === "failed") {
      reject(new MilepostError(message.code, message.message, { retryable: message.retryable }));
    }
  });
  child.once("error", (cause) => reject(diedAtStart(String(cause))));
  void exited.then((exit) => reject(diedAtStart(exit.signal ?? `exit code ${exit.code}`)));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

/** Of a folder that could not be opened, only the engine's stderr tells why. */
function explainStart(
  error: unknown,
  { dataDir, output }: { dataDir: string; output: ChildOutput },
): unknown {
  if (!(error instanceof MilepostError) || error.code !== "internal") return error;
  if (!output.saysFolderLocked())
    return new MilepostError("internal", `${error.message} (${output.lastLine()})`);
  return new MilepostError(
    "data_folder_in_use",
    `The data folder ${dataDir} is in use by another process; stop it, or choose another folder with MILEPOST_DATA`,
    { retryable: true },
  );
}

function openToOthers(host: string): MilepostError {
  return new MilepostError(
    "config_invalid",
    `The SQL endpoint would listen on ${host} with a reader that needs no password; give the reader one, or listen on loopback`,
  );
}

function startTimeout(timeoutMs: number): MilepostError {
  return new MilepostError(
    "start_timeout",
    `The embedded ClickHouse has not started within ${timeoutMs / 1000} s; try again on a less busy machine, or set CLICKHOUSE_URL to a ClickHouse server`,
    { retryable: true },
  );
}

function diedAtStart(how: string): MilepostError {
  return new MilepostError(
    "chdb_unavailable",
    `The embedded ClickHouse ended while it started (${how}); run "npm ci" again, or set CLICKHOUSE_URL to a ClickHouse server`,
  );
}

async function close(child: ChildProcess, exited: Promise<EngineExit>): Promise<void> {
  tell(child, { type: "close" });
  const timer = setTimeout(() => child.kill("SIGKILL"), CLOSE_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}

function urlHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
