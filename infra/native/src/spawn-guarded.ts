import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { Writable } from "node:stream";

/**
 * The shell becomes the program, so its process id is the program's. Before, it leaves a watcher behind that reads a pipe
 * from this process: a line means that the program has ended, the pipe's end that this process has, however it died.
 */
const GUARD = '(read -r _ <&3 || kill -9 $$) & exec 3<&-; exec "$0" "$@"';

export interface GuardedProgram {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** File that takes what the program says; written anew. */
  readonly logFile: string;
}

/** Spawns a program that does not outlive this process, even when this process is killed. Ctrl-C does not reach it. */
export function spawnGuarded({ program, args, cwd, logFile }: GuardedProgram): ChildProcess {
  const log = openSync(logFile, "w");
  try {
    const child = spawn("/bin/sh", ["-c", GUARD, program, ...args], {
      cwd,
      detached: true,
      stdio: ["ignore", log, log, "pipe"],
    });
    const pipe = child.stdio[3] as Writable & { unref(): void };
    pipe.on("error", () => undefined);
    pipe.unref();
    child.once("exit", () => pipe.end("ended\n"));
    return child;
  } finally {
    closeSync(log);
  }
}
