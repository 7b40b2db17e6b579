import { onStopSignal } from "@milepost/runtime";

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

/** What shells say of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** Has a signal, or the end of the launcher, end this process as an exit does, so that what it started ends with it. */
export function exitWhenAsked(): void {
  onStopSignal(process).addEventListener("abort", () => process.exit(INTERRUPTED));
}
