import type { ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { MilepostError } from "@milepost/runtime/errors";
import { untilStopped } from "./until-stopped.ts";

const LOOPBACK = "127.0.0.1";
const CONNECT_PAUSE_MS = 25;
/** After this a server that was asked to stop is killed. */
const STOP_TIMEOUT_MS = 10_000;

/** A server that this process started, on one port and one folder for as long as it is used. */
export interface NativeServer {
  /** How a client reaches it; the same after a restart. */
  readonly url: string;
  readonly port: number;
  /** Process id of the server as it runs now. */
  readonly pid: number;
  /** Sends a signal to the server's own process; resolves once it is gone, after SIGSTOP once it stands still, after SIGCONT at once. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same data and port; one that still runs is stopped first. */
  restart(): Promise<void>;
  /** Ends it and waits for that; killed when it takes too long. */
  stop(): Promise<void>;
}

/** What a server's life is made of. */
export interface ServerLife {
  readonly name: string;
  readonly port: number;
  readonly url: string;
  readonly startTimeoutMs: number;
  /** Spawns the server on its port. */
  spawn(): ChildProcess;
  /** What it said last, for an error. */
  lastWords(): string;
}

/** Starts a server and resolves once its port takes connections. */
export async function startNativeServer(life: ServerLife): Promise<NativeServer> {
  let child = await startChild(life);
  const stop = async (): Promise<void> => {
    if (!isRunning(child)) return;
    // A stopped process would not see the request.
    child.kill("SIGCONT");
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await exitOf(child);
    clearTimeout(timer);
  };
  return {
    url: life.url,
    port: life.port,
    get pid() {
      return child.pid ?? 0;
    },
    kill: async (signal) => {
      if (!isRunning(child)) return;
      child.kill(signal);
      if (signal === "SIGSTOP") await untilStopped(child.pid ?? 0);
      else if (signal !== "SIGCONT") await exitOf(child);
    },
    restart: async () => {
      await stop();
      child = await startChild(life);
    },
    stop,
  };
}

/** Below the ports that systems give to connections: one of these would be taken while a server that was killed is away. */
const LOWEST_PORT = 15_000;
const HIGHEST_PORT = 32_000;
const PORTS_TRIED = 1_000;
const handedOut = new Set<number>();

/** A loopback port that nobody listens on now, and that nobody else in this process is given. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < PORTS_TRIED; tried += 1) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    if (await canListen(port)) return port;
  }
  throw new MilepostError("address_in_use", `No port from ${LOWEST_PORT} to ${HIGHEST_PORT} is free`);
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, LOOPBACK);
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}

/** Rejects when somebody listens on the port already. */
export async function refuseTakenPort(name: string, port: number): Promise<void> {
  if (!(await accepts(port))) return;
  throw new MilepostError(
    "address_in_use",
    `Port ${port} is taken by another program: stop it, or choose another port for ${name}`,
  );
}

async function startChild(life: ServerLife): Promise<ChildProcess> {
  await refuseTakenPort(life.name, life.port);
  const child = life.spawn();
  const failed = once(child, "error").then(([error]) => error as Error);
  const exited = exitOf(child);
  const deadline = performance.now() + life.startTimeoutMs;
  while (performance.now() < deadline) {
    const gone = await Promise.race([failed, exited, delay(CONNECT_PAUSE_MS, undefined)]);
    if (gone !== undefined) {
      const how = gone instanceof Error ? gone.message : `it ended with ${gone}`;
      throw new MilepostError("internal", `${life.name} could not be started: ${how}\n${life.lastWords()}`);
    }
    if (await accepts(life.port)) return child;
  }
  child.kill("SIGKILL");
  throw new MilepostError(
    "start_timeout",
    `${life.name} has not started within ${life.startTimeoutMs / 1000} s\n${life.lastWords()}`,
    { retryable: true },
  );
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function exitOf(child: ChildProcess): Promise<string> {
  if (isRunning(child)) await once(child, "exit");
  return child.signalCode ?? `exit code ${child.exitCode}`;
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect({ host: LOOPBACK, port });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
