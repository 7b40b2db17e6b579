import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { lastLines } from "../last-lines.ts";
import { freePort, startNativeServer } from "../native-server.ts";
import type { NativeServer } from "../native-server.ts";
import { spawnGuarded } from "../spawn-guarded.ts";
import { redisProgram } from "./redis-program.ts";

const START_TIMEOUT_MS = 20_000;

export interface RedisOptions {
  /** Folder of the server's data, kept across restarts. */
  readonly dir: string;
  /** A free one unless given. */
  readonly port?: number | undefined;
  readonly say?: ((line: string) => void) | undefined;
}

/** Starts one Redis server on loopback that keeps what it has, installing Redis where it is missing and this user may. */
export async function startNativeRedis(options: RedisOptions): Promise<NativeServer> {
  const program = await redisProgram(options.say);
  const dir = resolve(options.dir);
  mkdirSync(dir, { recursive: true });
  const port = options.port ?? (await freePort());
  const logFile = join(dir, "redis.log");
  const args = ["--bind", "127.0.0.1", "--port", String(port), "--dir", dir, "--appendonly", "yes"];
  return startNativeServer({
    name: "Redis",
    port,
    url: `redis://127.0.0.1:${port}`,
    startTimeoutMs: START_TIMEOUT_MS,
    spawn: () =>
      spawnGuarded({ program, args: [...args, "--maxmemory-policy", "noeviction"], cwd: dir, logFile }),
    lastWords: () => lastLines(logFile),
  });
}
