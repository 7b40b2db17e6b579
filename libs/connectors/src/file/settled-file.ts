import { setTimeout as delay } from "node:timers/promises";
import { MilepostError } from "@milepost/runtime";
import { lookAtFile } from "./open-file.ts";
import type { OpenableFile } from "./open-file.ts";

/** A file whose last line has no end counts as whole once nobody has written to it for so long. */
const SETTLE_MS = 10_000;
/** While somebody goes on writing it is waited for so often. */
const MAX_LOOKS = 6;

/** How a file that is being written is waited for. */
export interface FileWaiting {
  /** The machine's clock, as files are stamped by it: epoch milliseconds. */
  readonly now: () => number;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** By the machine's own clock. */
export const REAL_WAITING: FileWaiting = {
  now: () => Date.now(),
  wait: (ms, signal) => delay(ms, undefined, { signal }),
};

/**
 * Looks at a file once its last line is whole. A copy that pauses in the middle of a number leaves another number, so a
 * last line without an end is waited for, as long as the file is young; many programs write none, so it is taken then.
 */
export async function lookAtSettledFile(
  path: string,
  signal: AbortSignal,
  { now, wait }: FileWaiting,
): Promise<OpenableFile> {
  let file = await lookAtFile(path);
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    if (await file.endsWithLineEnd()) return file;
    // A file server's clock may be ahead: nobody waits longer for it.
    const restMs = SETTLE_MS - Math.max(0, now() - file.modifiedAt);
    if (restMs <= 0) return file;
    await wait(restMs, signal);
    const before = file;
    file = await lookAtFile(path);
    if (file.bytes === before.bytes && file.modifiedAt === before.modifiedAt) return file;
  }
  throw new MilepostError(
    "conflict",
    `${path} is still being written to, and its last line has no end; run the connector again once it is whole`,
    { retryable: true },
  );
}
