import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { temporaryFolder } from "./temporary-folder.ts";

/** A Redis of its own that a test may kill, stop and start again on the same files. */
export interface KillableRedis {
  readonly url: string;
  kill(signal: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  /** Deletes everything in it. */
  wipe(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a redis-server on a free loopback port with files of its own. */
export async function startKillableRedis(more: readonly string[] = []): Promise<KillableRedis> {
  const folder = temporaryFolder();
  const port = await freePort();
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const options = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder.path, "--save", ""];
    child = spawn(
      "redis-server",
      [...options, "--appendonly", "yes", "--maxmemory-policy", "noeviction", ...more],
      {
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
    await said(child, "Ready to accept connections");
  };
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    const running = child;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((resolve) => running.once("exit", resolve));
    running.kill(signal);
    await gone;
  };
  await start();
  const end = (): void => void child?.kill("SIGKILL");
  process.once("exit", end);
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    start,
    wipe: () => wipe(port),
    close: async () => {
      process.off("exit", end);
      await kill("SIGKILL");
      folder.remove();
    },
  };
}

function said(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes(words)) resolve();
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`redis-server exited with ${code}:\n${text}`)));
  });
}

function wipe(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("FLUSHALL\r\n"));
    socket.once("error", reject);
    socket.once("data", () => {
      socket.end();
      resolve();
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
