import { constants } from "node:os";

/** What ends the processes that still run. */
const ends = new Set<() => void>();

/** Ends a process when this one ends first: a test that fails half-way must not leave one behind. */
export function endWithUs(end: () => void, exited: Promise<unknown>): void {
  if (ends.size === 0) process.once("exit", endAll);
  ends.add(end);
  void exited.then(() => {
    ends.delete(end);
    if (ends.size === 0) process.off("exit", endAll);
  });
}

/** One listener for all of them, however many there are. */
function endAll(): void {
  for (const end of ends) end();
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** What shells add to a signal's number, when it ended a program. */
const ENDED_BY_SIGNAL = 128;

/** Has a signal end this process as an exit does, so that what it started ends with it. */
export function exitOnSignals(): void {
  for (const signal of SIGNALS)
    process.once(signal, () => process.exit(ENDED_BY_SIGNAL + constants.signals[signal]));
}
