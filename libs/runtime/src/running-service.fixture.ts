import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const CHILD = fileURLToPath(new URL("./run-service.child.ts", import.meta.url));

/** A service in a process of its own, for the tests of how services run. */
export interface RunningService {
  /** Everything it said so far. */
  readonly said: () => string;
  readonly exited: Promise<number | null>;
  /** Resolves with the first line whose message is this. */
  readonly saying: (message: string) => Promise<Readonly<Record<string, unknown>>>;
  readonly signal: (signal: NodeJS.Signals) => void;
}

/** Runs the service with settings and arguments. */
export function runningService(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): RunningService {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(env), ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...env },
  });
  let text = "";
  child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.on("close", resolve));
  return {
    said: () => text,
    exited,
    signal: (signal) => void child.kill(signal),
    saying: (message) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const line = text.split("\n").find((one) => one.includes(`"msg":"${message}"`));
          if (line !== undefined) resolve(JSON.parse(line) as Record<string, unknown>);
        };
        child.stderr?.on("data", look);
        void exited.then((code) => reject(new Error(`exited with ${code}:\n${text}`)));
        look();
      }),
  };
}
