import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { keptPassword, WRITER } from "../kept-password.ts";
import { lastLines } from "../last-lines.ts";
import { freePort, startNativeServer } from "../native-server.ts";
import type { NativeServer } from "../native-server.ts";
import { spawnGuarded } from "../spawn-guarded.ts";

const START_TIMEOUT_MS = 60_000;
const STACK_MAIN = join(import.meta.dirname, "..", "main.ts");

/** Starts the ClickHouse endpoint in a process of its own, to be killed and started again; its URL is what CLICKHOUSE_URL takes. */
export async function startNativeClickHouse({ dir }: { readonly dir: string }): Promise<NativeServer> {
  const dataDir = resolve(dir);
  mkdirSync(dataDir, { recursive: true });
  const port = await freePort();
  const logFile = join(dataDir, "endpoint.log");
  const options = ["--only", "clickhouse", "--clickhouse-port", String(port), "--data", dataDir];
  const args = ["--disable-warning=ExperimentalWarning", STACK_MAIN, ...options];
  return startNativeServer({
    name: "ClickHouse",
    port,
    url: `http://${WRITER}:${keptPassword(dataDir)}@127.0.0.1:${port}`,
    startTimeoutMs: START_TIMEOUT_MS,
    spawn: () => spawnGuarded({ program: process.execPath, args, cwd: dataDir, logFile }),
    lastWords: () => lastLines(logFile),
  });
}
