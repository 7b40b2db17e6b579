import type { LogGenerations, NextGeneration } from "@milepost/event-log/log-generations";
import type { Partitions } from "@milepost/event-log/place-map";
import type { Closeable, Logger } from "@milepost/runtime";

/** How often it is looked whether somebody left a generation unfinished, or one's time is over. */
const LOOK_EVERY_MS = 10_000;

export interface LookoutParts {
  readonly generations: LogGenerations;
  readonly logger: Logger;
  /** Whether this process makes a generation itself. */
  readonly isBusy: () => boolean;
  /** Begins to copy the live generation again. */
  readonly again: (generation: number, partitions: Partitions) => Promise<void>;
}

/** Looks again and again until it is closed. */
export interface Lookout extends Closeable {
  /** Looks now, too. */
  look(): void;
}

/** Removes generations whose time is over, and completes what a process left that is gone, until it is closed. */
export function lookAfterGenerations({ generations, logger, isBusy, again }: LookoutParts): Lookout {
  let isClosed = false;
  /** Completes what nobody else will: appends wait for it. */
  const goOn = async (next: NextGeneration): Promise<void> => {
    if (next.step === "copied") return generations.finish();
    const { sealed, lost = false, generation, partitions } = await generations.control();
    // A log that lost records goes on only as somebody says.
    if (!sealed || lost) return;
    logger.warn({ generation: next.generation, failure: next.failure }, "a copy of the log is made again");
    // A sealed log is never opened again. Where a backup was to take its place, it goes on as it is.
    await again(generation, next.origin.kind === "generation" ? next.partitions : partitions);
  };
  const look = async (): Promise<void> => {
    if (isBusy() || isClosed) return;
    const removed = await generations.removeKept();
    if (removed.length > 0) logger.info({ removed }, "removed generations of the log whose time is over");
    const next = await generations.abandoned();
    if (next !== undefined) await goOn(next);
  };
  const lookAgain = (): Promise<void> =>
    look().catch((error: unknown) =>
      logger.info({ err: error }, "generations of the log are looked after later"),
    );
  let looking = lookAgain();
  const lookNow = (): void => {
    looking = looking.then(lookAgain);
  };
  const timer = setInterval(lookNow, LOOK_EVERY_MS).unref();
  return {
    look: lookNow,
    close: async () => {
      isClosed = true;
      clearInterval(timer);
      await looking;
    },
  };
}
