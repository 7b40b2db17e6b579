import type { EventEmitter } from "node:events";

/** A second Ctrl-C after this many milliseconds is an impatient one. */
const IMPATIENT_AFTER_MS = 1000;

type StoppableProcess = Pick<EventEmitter, "on"> & {
  exit(code: number): never;
  readonly channel?: { unref(): void } | undefined;
};

/** Aborts when the process is asked to stop, or its launcher is gone; a second request ends it at once. */
export function onStopSignal(process: StoppableProcess): AbortSignal {
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
  process.on("disconnect", () => controller.abort());
  process.channel?.unref();
  return controller.signal;
}
