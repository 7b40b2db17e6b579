import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endWithUs } from "./end-with-us.ts";

const MAIN = join(import.meta.dirname, "..", "..", "..", "infra", "embedded", "src", "main.ts");
/** As the launcher starts it. */
const NODE_FLAGS = [
  "--disable-warning=ExperimentalWarning",
  "--min-semi-space-size=16",
  "--max-semi-space-size=64",
];
const PAGE_PATTERN = /At risk\s+(http:\/\/\S+?)\/?\s/;
const SQL_PATTERN = /SQL for BI\s+(http:\/\/\S+?)\/?\s/;

/** A Milepost in a process group of its own, as `npm start` runs it. */
export interface RunningMilepost {
  readonly process: ChildProcess;
  readonly url: string;
  readonly sqlUrl: string;
  /** Everything it said so far. */
  said(): string;
  /** Resolves with the first match in what it says; rejects when it exits before. */
  saying(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends a signal to the whole process tree. */
  signal(signal: NodeJS.Signals): void;
  /** Resolves with the exit code once the process is gone. */
  readonly exited: Promise<number | null>;
  /** Asks it to stop and waits for it. */
  stop(): Promise<number | null>;
}

export interface StartOptions {
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A folder that is gone when the test is over. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "milepost-e2e-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Spawns Milepost on free ports without waiting for anything. */
export function spawnMilepost(options: StartOptions): {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly exited: Promise<number | null>;
  /** Resolves with the first match in what it says; rejects when it exits before. */
  readonly saying: (pattern: RegExp) => Promise<RegExpExecArray>;
} {
  const child = spawn(process.execPath, [...NODE_FLAGS, MAIN], {
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      ...process.env,
      MILEPOST_DATA: options.dataDir,
      MILEPOST_PORT: "0",
      MILEPOST_CLICKHOUSE_PORT: "0",
      ...options.env,
    },
  });
  let text = "";
  const exited = new Promise<number | null>((resolve) => child.on("exit", (code) => resolve(code)));
  endWithUs(() => signalGroup(child, "SIGKILL"), exited);
  const saying = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(text);
        if (match !== null) resolve(match);
      };
      child.stderr?.on("data", look);
      void exited.then((code) => reject(new Error(`Milepost exited with ${code}:\n${text}`)));
      look();
    });
  child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return { child, said: () => text, exited, saying };
}

/** Starts Milepost and waits until it has said where it listens. */
export async function startMilepost(options: StartOptions): Promise<RunningMilepost> {
  const { child, said, exited, saying } = spawnMilepost(options);
  const page = await saying(PAGE_PATTERN);
  const sql = await saying(SQL_PATTERN);
  const signal = (name: NodeJS.Signals): void => signalGroup(child, name);
  return {
    process: child,
    url: page[1] ?? "",
    sqlUrl: sql[1] ?? "",
    said,
    saying,
    exited,
    signal,
    stop: () => {
      signal("SIGINT");
      return exited;
    },
  };
}

/** Sends a signal to a whole process group; a group that is gone already is fine. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Process ids that still belong to a process group. */
export async function groupMembers(groupId: number): Promise<readonly number[]> {
  const { readdir, readFile } = await import("node:fs/promises");
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const members = await Promise.all(
    ids.map(async (id) => {
      const stat = await readFile(`/proc/${id}/stat`, "utf8").catch(() => "");
      const [state, , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(group) === groupId && state !== "Z" ? Number(id) : undefined;
    }),
  );
  return members.filter((id) => id !== undefined);
}
