import { setTimeout as delay } from "node:timers/promises";
import type { Position } from "@milepost/contracts";
import type { EventLog, LogRecord } from "@milepost/event-log";
import type { Jobs } from "@milepost/jobs";
import type { Logger } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { inBackground } from "@milepost/store/priority";
import { readDerivedUpTo } from "@milepost/store/wait-derived";
import { keepSchedule } from "@milepost/jobs/keep-schedule";
import type { Plans } from "../plans.ts";
import { createPositionWaiters } from "../position-waiters.ts";
import { positionAfter, reaches } from "../position.ts";
import type { OnStep } from "../steps.ts";
import { createDeriveJob } from "./derive-job.ts";
import type { Dirt } from "./dirt.ts";
import { createDirtMemory } from "./dirt-memory.ts";

/** Also without news a job looks this often: what another process left undone is not forgotten. */
const LOOK_EVERY_MS = 5_000;
/** Somebody who waits asks this often how far another process derived. */
const WATERMARK_ASKED_EVERY_MS = 500;
const ATTEMPTS = 3;

export interface DeriverOptions {
  readonly log: EventLog;
  readonly store: Store;
  readonly logger: Logger;
  readonly jobs: Jobs;
  readonly plans: Plans;
  readonly onStep: OnStep | undefined;
}

/** Keeps the derived rows up to date with the base rows: one job at a time, in whichever process. */
export interface Deriver {
  /** This process projected a batch: what it made dirty, and a reason to derive soon. */
  projected(records: readonly LogRecord[], dirt: Dirt): void;
  /** There may be something to derive. */
  look(): void;
  /** Resolves once the derived rows are up to date with the position, whichever process derives them. */
  waitFor(position: Position): Promise<void>;
  /** How long derived rows have been behind what this process projected, in milliseconds; 0: they are not. */
  behindMs(): Promise<number>;
  /** Finishes the round under way and ends. */
  close(): Promise<void>;
}

/** Registers the job `derive`; it is done by one process at a time, and where two do it at once nothing goes wrong. */
export async function createDeriver(options: DeriverOptions): Promise<Deriver> {
  const { store, logger, jobs } = options;
  const memory = createDirtMemory();
  const waiters = createPositionWaiters("derivation");
  const stop = new AbortController();
  let projected: Position = {};
  let behindSince: number | undefined;
  const reached = (position: Position): void => {
    waiters.reached(position);
    if (reaches(position, projected)) behindSince = undefined;
  };
  const derive = createDeriveJob({ ...options, store: inBackground(store), memory, stop: stop.signal });
  const queue = jobs.register<null>({
    name: "derive",
    keyOf: () => "derive",
    attempts: ATTEMPTS,
    run: (_payload, signal) => deriveUntilCurrent(signal),
  });
  const deriveUntilCurrent = async (signal: AbortSignal): Promise<void> => {
    const isMore = await derive(signal, reached);
    if (isMore) look();
  };
  const look = (): void => {
    if (stop.signal.aborted) return;
    queue.add(null).catch((error: unknown) => {
      if (!stop.signal.aborted) logger.warn({ err: error }, "deriving could not be asked for");
    });
  };
  const when = { everyMs: LOOK_EVERY_MS };
  const endSchedule = await keepSchedule(queue, { id: "derive", when, payload: null }, logger);

  const watch = async (): Promise<void> => {
    while (!waiters.isIdle() && !stop.signal.aborted) {
      await delay(WATERMARK_ASKED_EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
      const derived = await readDerivedUpTo(store).catch(() => undefined);
      if (derived !== undefined) reached(derived);
    }
  };
  let watching: Promise<void> | undefined;

  return {
    projected: (records, dirt) => {
      memory.add(records, dirt);
      projected = positionAfter(projected, records);
      behindSince ??= performance.now();
      look();
    },
    look,
    waitFor: (position) => {
      const wait = waiters.waitFor(position);
      look();
      watching ??= watch().finally(() => (watching = undefined));
      return wait;
    },
    behindMs: async () => {
      if (behindSince === undefined) return 0;
      // Another process may have derived it.
      const derived = await readDerivedUpTo(store);
      if (derived !== undefined) reached(derived);
      return behindSince === undefined ? 0 : performance.now() - behindSince;
    },
    close: async () => {
      stop.abort();
      endSchedule();
      waiters.close();
      await queue.close();
      await watching;
    },
  };
}
