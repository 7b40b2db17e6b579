import type { EventEmitter } from "node:events";

/** A second Ctrl-C after this many milliseconds is an impatient one. */
const IMPATIENT_AFTER_MS = 1000;

/** Aborts when the process is asked to stop; a second request ends it at once. */
export function onStopSignal(process: Pick<EventEmitter, "on"> & { exit(code: number): never }): AbortSignal {
  const controller = new AbortController();
  let askedAt: number | undefined;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // One Ctrl-C arrives twice: from the terminal and from the launcher that passes it on.
      if (askedAt !== undefined && performance.now() - askedAt > IMPATIENT_AFTER_MS) process.exit(130);
      askedAt ??= performance.now();
      controller.abort();
    });
  }
  return controller.signal;
}
