import { FOLDS_GROUP, readEvent } from "@milepost/contracts";
import type { Position } from "@milepost/contracts";
import { partitionKey } from "@milepost/event-log";
import type { LogRecord } from "@milepost/event-log";
import type { Jobs } from "@milepost/jobs";
import { foldRules } from "@milepost/plan";
import { MilepostError } from "@milepost/runtime";
import { announceFold, isBehind } from "./begin-fold.ts";
import { foldKpi } from "./fold-kpi.ts";
import type { FoldParts } from "./fold-kpi.ts";

/** Has the rows of streams folded into observations: as jobs, one a KPI at a time in all instances. */
export interface Folds {
  /** Soon folds what is behind: KPIs with new bindings, new records or a new period. */
  look(): void;
  close(): Promise<void>;
}

export interface FoldsParts extends FoldParts {
  readonly jobs: Jobs;
  /** How often it is looked for what is behind, in milliseconds; default a minute. */
  readonly lookEveryMs?: number;
}

interface FoldJob {
  readonly kpi: string;
}

const BATCH_MAX_RECORDS = 10_000;
const BATCH_MAX_WAIT_MS = 100;
const LOOK_EVERY_MS = 60_000;
/** Tries of a fold before the batch of records that asked for it comes again. */
const ATTEMPTS = 10;

/** Opens the folds; their queue is `fold`, their consumer group `folds`. */
export function createFolds(parts: FoldsParts): Folds {
  const { log, jobs, onStep } = parts;
  const closing = new AbortController();
  const queue = jobs.register<FoldJob>({
    name: "fold",
    keyOf: ({ kpi }) => kpi,
    attempts: ATTEMPTS,
    run: ({ kpi }, signal) => foldKpi(kpi, signal, parts),
  });
  const foldAll = async (kpis: readonly string[]): Promise<void> => {
    const tickets = await Promise.all(kpis.map((kpi) => queue.add({ kpi })));
    const ends = await Promise.allSettled(tickets.map(({ result }) => result));
    if (closing.signal.aborted) throw stopping();
    for (const end of ends) {
      if (end.status === "fulfilled") continue;
      const error: unknown = end.reason;
      // One KPI's own fault must not keep the others from their records; it stays behind, and the look tries it again.
      if (!(error instanceof MilepostError) || error.retryable) throw error;
    }
  };
  const watch = keepLooking(parts, foldAll);
  const consumer = log.consume({
    group: FOLDS_GROUP,
    topics: ["records"],
    maxBatchRecords: BATCH_MAX_RECORDS,
    maxWaitMs: BATCH_MAX_WAIT_MS,
    onBatch: async (records) => {
      const streams = streamsOf(records);
      await parts.plan.caughtUp();
      const kpis = streams.flatMap((stream) => foldRules(parts.plan.state(), stream).map(({ kpi }) => kpi));
      if (kpis.length === 0) return;
      await announceFold({ position: behindAll(records), streams }, parts);
      onStep?.("started");
      await foldAll(kpis);
    },
    ...(onStep === undefined ? {} : { onStep }),
  });
  return {
    look: watch.look,
    close: async () => {
      closing.abort();
      const ended = consumer.close();
      await watch.close();
      await queue.close();
      await ended;
    },
  };
}

/** Looks again and again for KPIs that are behind. */
function keepLooking(
  parts: FoldsParts,
  foldAll: (kpis: readonly string[]) => Promise<void>,
): { readonly look: () => void; readonly close: () => Promise<void> } {
  const { plan, folds, logger, lookEveryMs = LOOK_EVERY_MS } = parts;
  let closed = false;
  let isDue = false;
  let passes: Promise<void> = Promise.resolve();
  const pass = async (): Promise<void> => {
    isDue = false;
    if (closed) return;
    await Promise.all([plan.caughtUp(), folds.caughtUp()]);
    const behind = foldRules(plan.state()).filter((rule) => isBehind(rule, parts));
    // Nobody waits for these: what a pass finds while they run is found again by the next one.
    foldAll(behind.map(({ kpi }) => kpi)).catch((err: unknown) => {
      if (!closed) logger.warn({ err }, "rows could not be folded; trying again");
    });
  };
  const look = (): void => {
    if (closed || isDue) return;
    isDue = true;
    passes = passes.then(() =>
      pass().catch((err: unknown) => {
        if (!closed)
          logger.warn({ err, lookEveryMs }, "what is to be folded could not be found; trying again");
      }),
    );
  };
  const timer = setInterval(look, lookEveryMs).unref();
  return {
    look,
    close: async () => {
      closed = true;
      clearInterval(timer);
      await passes;
    },
  };
}

function streamsOf(records: readonly LogRecord[]): readonly string[] {
  const streams = records.flatMap(({ value }) => {
    const read = readEvent(value);
    return read.ok && read.event.type === "milepost.record.captured.v1" ? [read.event.data.stream] : [];
  });
  return [...new Set(streams)];
}

function behindAll(records: readonly LogRecord[]): Position {
  return Object.fromEntries(records.map((record) => [partitionKey(record), record.offset + 1]));
}

function stopping(): MilepostError {
  return new MilepostError("aborted", "This process is stopping", { retryable: true });
}
