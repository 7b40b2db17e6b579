import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NativeServer } from "../native-server.ts";
import { redisProgram } from "../redis/redis-program.ts";
import { startNativeRedis } from "../redis/start-redis.ts";

/** A Redis of its own that a test may kill, start again on the same files, and wipe. */
export interface KillableRedis extends Pick<NativeServer, "url" | "kill" | "restart"> {
  /** Sends one command, such as `FLUSHALL`. */
  command(line: string): Promise<void>;
  /** Ends it and removes its files. */
  close(): Promise<void>;
}

/** Whether a Redis can be started here, by a program that is there or that this user may install. */
export async function canStartRedis(): Promise<boolean> {
  return redisProgram().then(
    () => true,
    () => false,
  );
}

/** Starts a Redis in a folder that is gone when it is closed. */
export async function startKillableRedis(): Promise<KillableRedis> {
  const dir = mkdtempSync(join(tmpdir(), "milepost-redis-"));
  const server = await startNativeRedis({ dir });
  return {
    url: server.url,
    kill: (signal) => server.kill(signal),
    restart: () => server.restart(),
    command: (line) => send(server.port, line),
    close: async () => {
      await server.kill("SIGKILL");
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function send(port: number, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`${line}\r\n`));
    socket.once("error", reject);
    socket.once("data", (answer) => {
      socket.end();
      const text = answer.toString();
      if (text.startsWith("-")) reject(new Error(text));
      else resolve();
    });
  });
}
