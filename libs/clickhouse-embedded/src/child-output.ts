import type { ChildProcess } from "node:child_process";
import type { Logger } from "@milepost/runtime/logger";

/** What the engine wrote to stderr; its own library gives the reason of a failed start nowhere else. */
export interface ChildOutput {
  /** True when it said that another process has the data folder. */
  saysFolderLocked(): boolean;
  /** Its last line. */
  lastLine(): string;
}

const LOCKED = /Cannot lock file/;

/** Passes the child's stderr on to the log and remembers what explains a failed start. */
export function readChildOutput(child: ChildProcess, logger: Logger): ChildOutput {
  let locked = false;
  let last = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    for (const line of text.split("\n").filter((part) => part.trim() !== "")) {
      last = line;
      locked ||= LOCKED.test(line);
      // Repeated while it waits for the folder; the start's error says it once.
      if (LOCKED.test(line)) logger.debug({ line }, "the data folder is locked");
      else logger.warn({ line }, "embedded ClickHouse says");
    }
  });
  return { saysFolderLocked: () => locked, lastLine: () => last };
}
