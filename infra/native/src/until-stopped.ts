import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

const LOOK_PAUSE_MS = 2;
/** A process that has not stopped by then was continued, or has ended. */
const STOPS_WITHIN_MS = 30_000;

/**
 * Resolves once every thread of a process has stopped: a signal is acted on when a thread runs next, and until then the process
 * may still answer what it is asked. Rejects after 30 seconds.
 */
export async function untilStopped(pid: number): Promise<void> {
  const deadline = performance.now() + STOPS_WITHIN_MS;
  while (!statesOf(pid).every((state) => state.startsWith("T"))) {
    if (performance.now() > deadline) throw new Error(`Process ${pid} has not stopped`);
    await delay(LOOK_PAUSE_MS);
  }
}

/** What the system says of each thread, `T` for a stopped one; where it tells no threads apart, of the process. */
function statesOf(pid: number): readonly string[] {
  if (process.platform !== "linux") {
    return [execFileSync("ps", ["-o", "state=", "-p", String(pid)], { encoding: "utf8" }).trim()];
  }
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) => stateOf(`/proc/${pid}/task/${thread}/stat`));
}

/** Nothing of a thread that ended meanwhile. */
function stateOf(path: string): readonly string[] {
  try {
    const stat = readFileSync(path, "utf8");
    // The state follows the name, which stands in parentheses and may hold some itself.
    return [stat.slice(stat.lastIndexOf(")") + 2)];
  } catch {
    return [];
  }
}
