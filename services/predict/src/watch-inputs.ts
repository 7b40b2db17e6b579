import { setTimeout as pause } from "node:timers/promises";
import type { EventLog, LogRecord } from "@milepost/event-log";
import type { Logger } from "@milepost/runtime";

const GROUP = "predict";
const BATCH_RECORDS = 2_000;
const WAIT_MS = 1_000;
/** Two rounds of re-assessing are at least this far apart. */
const BETWEEN_ROUNDS_MS = 5_000;
const CLOCK_CHECK_MS = 15_000;

export interface WatchOptions {
  readonly log: EventLog;
  readonly logger: Logger;
  /** Takes note of what arrived; true: goals may have to be assessed again. */
  readonly take: (records: readonly LogRecord[]) => boolean;
  /** Names the periods that are complete now; another name is a new period. */
  readonly periods: () => string;
  readonly reassess: () => Promise<unknown>;
}

/** Assesses again when what goals rest on changed, and when a new period is complete. */
export function watchInputs(options: WatchOptions): { close(): Promise<void> } {
  const { log, logger, take, periods, reassess } = options;
  const closing = new AbortController();
  let lastRoundAt = Number.NEGATIVE_INFINITY;
  let seen = periods();

  const round = async (): Promise<void> => {
    seen = periods();
    await reassess();
    lastRoundAt = performance.now();
  };
  const consumer = log.consume({
    group: GROUP,
    topics: ["observations", "strategy"],
    maxBatchRecords: BATCH_RECORDS,
    maxWaitMs: WAIT_MS,
    onBatch: async (records) => {
      if (closing.signal.aborted || !take(records)) return;
      // More may come while it waits; the next batch takes it together.
      const rest = Math.max(0, lastRoundAt + BETWEEN_ROUNDS_MS - performance.now());
      await pause(rest, undefined, { signal: closing.signal }).catch(() => undefined);
      if (!closing.signal.aborted) await round();
    },
  });
  const timer = setInterval(() => {
    if (periods() === seen) return;
    round().catch((error: unknown) => logger.error({ err: error }, "a new period could not be assessed"));
  }, CLOCK_CHECK_MS).unref();
  return {
    close: async () => {
      clearInterval(timer);
      closing.abort();
      await consumer.close();
    },
  };
}
