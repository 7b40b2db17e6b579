import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { endWithUs } from "@milepost/testkit/end-with-us";
import type { Host } from "../hosts/host.ts";
import { OutOfTime } from "../out-of-time.ts";

const BIN = join(import.meta.dirname, "..", "..", "..", "..", "libs", "cli", "bin", "milepost.mjs");
const FOLDER = "backups";
const TIMEOUT_MS = 240_000;

/** What a command said and how it ended. */
export interface Commanded {
  readonly code: number | null;
  readonly said: string;
}

/** Where commands run: backups are written here. */
export function backupsOf({ dataDir }: Pick<Host, "dataDir">): string {
  const folder = join(dataDir, FOLDER);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Runs a command as a person does. */
export async function milepost(host: Host, ...args: readonly string[]): Promise<Commanded> {
  return run(host, args, AbortSignal.timeout(TIMEOUT_MS));
}

/** Runs a command that is ended with the process that it asks: it would wait for that one to come back. */
export async function milepostUntil(
  died: Promise<unknown>,
  host: Host,
  ...args: readonly string[]
): Promise<void> {
  const ended = new AbortController();
  void died.then(() => ended.abort());
  await run(host, args, AbortSignal.any([ended.signal, AbortSignal.timeout(TIMEOUT_MS)]));
}

async function run(host: Host, args: readonly string[], signal: AbortSignal): Promise<Commanded> {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: backupsOf(host),
    env: { ...process.env, MILEPOST_URL: host.eventsUrl },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const end = (): void => void child.kill("SIGKILL");
  signal.addEventListener("abort", end);
  const exited = new Promise<number | null>((resolve) => child.on("exit", resolve));
  endWithUs(end, exited);
  const [said, code] = await Promise.all([text(child.stderr), exited]);
  const isTooLong = signal.aborted && (signal.reason as Error).name === "TimeoutError";
  if (isTooLong) throw new OutOfTime(`milepost ${args.join(" ")} did not end: ${said}`);
  return { code, said };
}
