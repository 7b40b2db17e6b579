import { setTimeout as pause } from "node:timers/promises";
import type { MilepostEvent, Position } from "@milepost/contracts";
import type { EventLog, LogRecord } from "@milepost/event-log";
import { partitionKey } from "@milepost/event-log";
import type { Logger } from "@milepost/runtime";
import { isPlanEvent } from "@milepost/plan";
import { MilepostError } from "@milepost/runtime";
import type { Deployment } from "./deployment.ts";
import { PREDICT_GROUP } from "./deployment.ts";
import { changesIn, staleBacktests } from "./stale.ts";

const BATCH_RECORDS = 2_000;
const WAIT_MS = 1_000;
/** Between two rounds of re-assessing there is at least this long … */
const LEAST_REST_MS = 5_000;
/** … and, while values pour in, so many times what the last one took: pages and pushes come first … */
const REST_FOR_WORK = 3;
/** … but never longer. */
const MOST_REST_MS = 60_000;
const CLOCK_CHECK_MS = 15_000;

export interface WatchOptions {
  readonly log: Pick<EventLog, "consume">;
  readonly logger: Logger;
  readonly deployment: Pick<Deployment, "ledger" | "planNow">;
  /** What the last round before covered. */
  readonly covered: Position;
  /** The periods that were complete when that round began. */
  readonly seen: string;
  /** Names the periods that are complete now; another name is a new period. */
  readonly periods: () => string;
  /** How often an older process, still at work, told again what this one had told. */
  readonly overtaken: () => number;
  /** Runs a round and says what it covered. */
  readonly reassess: () => Promise<Position>;
  /** Whether a step of an alert is due, for no other reason than the time. */
  readonly isStepDue: () => boolean;
  readonly settle: () => Promise<void>;
}

/**
 * Assesses again when what goals rest on changed, and when a new period is complete, and when an older process,
 * still at work during an upgrade, took the last word; settles alerts when a step of one is
 * due. What the group has committed was
 * covered by a completed round: records are committed after theirs, in whichever process that ran.
 */
export function watchInputs(options: WatchOptions): { close(): Promise<void> } {
  const { log, logger, deployment, periods, reassess } = options;
  const closing = new AbortController();
  let restedAt = Number.NEGATIVE_INFINITY;
  let { covered, seen } = options;
  let heard = options.overtaken();
  let underWay = 0;

  const round = async (): Promise<void> => {
    const looked = periods();
    const overtaken = options.overtaken();
    const began = performance.now();
    underWay += 1;
    try {
      covered = await reassess();
    } finally {
      underWay -= 1;
    }
    // Not before: a period whose round failed is a new one still.
    seen = looked;
    heard = overtaken;
    const ended = performance.now();
    restedAt = ended + restAfter(ended - began);
  };
  const consumer = log.consume({
    group: PREDICT_GROUP,
    topics: ["observations", "strategy"],
    maxBatchRecords: BATCH_RECORDS,
    maxWaitMs: WAIT_MS,
    onBatch: async (records) => {
      if (!closing.signal.aborted && !asksForRound(records, covered, deployment)) return;
      // More may come while it waits; the next batch takes it together.
      const rest = Math.max(0, restedAt - performance.now());
      await pause(rest, undefined, { signal: closing.signal }).catch(() => undefined);
      // Committed would mean covered.
      if (closing.signal.aborted)
        throw new MilepostError("aborted", "Milepost is closing", { retryable: true });
      await round();
    },
  });
  const onTime = async (): Promise<void> => {
    if (underWay === 0 && (periods() !== seen || options.overtaken() !== heard)) await round();
    else if (options.isStepDue()) await options.settle();
  };
  const timer = setInterval(() => {
    onTime().catch((error: unknown) => logger.error({ err: error }, "what is due now could not be done"));
  }, CLOCK_CHECK_MS).unref();
  return {
    close: async () => {
      clearInterval(timer);
      closing.abort();
      await consumer.close();
    },
  };
}

/** How long to rest after a round that took so long, in milliseconds. */
function restAfter(tookMs: number): number {
  return Math.min(MOST_REST_MS, Math.max(LEAST_REST_MS, REST_FOR_WORK * tookMs));
}

/** Whether records may change an assessment and no round has covered them. */
function asksForRound(
  records: readonly LogRecord[],
  covered: Position,
  deployment: WatchOptions["deployment"],
): boolean {
  const isNews = (place: string, offset: number): boolean => offset >= (covered[place] ?? 0);
  const { ledger } = deployment;
  const { goals, lookedAt } = deployment.planNow();
  const looked = changesIn(records, lookedAt);
  return (
    looked.some(({ place, offset }) => isNews(place, offset)) ||
    records.some((one) => changesPlan(one) && isNews(partitionKey(one), one.offset)) ||
    staleBacktests({ goals, ledger }, looked).length > 0
  );
}

/** What people say of goals is no reason to assess them again. */
function changesPlan({ topic, value }: LogRecord): boolean {
  const type = (value as { readonly type?: unknown } | undefined)?.type;
  return (
    topic === "strategy" && (typeof type !== "string" || isPlanEvent({ type: type as MilepostEvent["type"] }))
  );
}
