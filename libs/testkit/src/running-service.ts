import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { endWithUs } from "./end-with-us.ts";

const SERVICES = join(import.meta.dirname, "..", "..", "..", "services");
/** As the launcher starts it. */
const NODE_FLAGS = [
  "--disable-warning=ExperimentalWarning",
  "--min-semi-space-size=16",
  "--max-semi-space-size=64",
];

export type ServiceName = "ingest" | "projector" | "predict" | "scoreboard";

/** A service in a process of its own. */
export interface RunningService {
  readonly name: ServiceName;
  readonly process: ChildProcess;
  /** Where it listens; it does so before it is ready. */
  readonly url: string;
  /** Everything it said so far. */
  said(): string;
  /** Resolves with the first line of its log whose message is this; rejects when it exits before. */
  saying(message: string): Promise<Readonly<Record<string, unknown>>>;
  signal(signal: NodeJS.Signals): void;
  readonly exited: Promise<number | null>;
  /** Asks it to stop and waits for it. */
  stop(): Promise<number | null>;
}

/** Waits for all that are being started, also where one of them fails: only what is known can be stopped. */
export async function allStarted<Started>(
  starting: readonly Promise<Started>[],
): Promise<readonly Started[]> {
  await Promise.allSettled(starting);
  return Promise.all(starting);
}

/** Starts a service on a free port; resolves once it listens. `main` is another program that is to run in its place. */
export async function startService(
  name: ServiceName,
  env: Readonly<Record<string, string>>,
  main: string = join(SERVICES, name, "src", "main.ts"),
): Promise<RunningService> {
  const child = spawn(process.execPath, [...NODE_FLAGS, main], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, MILEPOST_PORT: "0", ...env },
  });
  let text = "";
  child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.on("close", resolve));
  endWithUs(() => void child.kill("SIGKILL"), exited);
  const saying = (message: string): Promise<Readonly<Record<string, unknown>>> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const line = text.split("\n").find((one) => one.includes(`"msg":"${message}"`));
        if (line !== undefined) resolve(JSON.parse(line) as Record<string, unknown>);
      };
      child.stderr?.on("data", look);
      void exited.then((code) => reject(new Error(`${name} exited with ${code}:\n${text}`)));
      look();
    });
  const { url } = await saying("listening");
  const signal = (one: NodeJS.Signals): void => void child.kill(one);
  return {
    name,
    process: child,
    url: String(url),
    said: () => text,
    saying,
    signal,
    exited,
    stop: () => {
      signal("SIGTERM");
      return exited;
    },
  };
}
