import { setTimeout as delay } from "node:timers/promises";
import type { Position } from "@milepost/contracts";
import type { Logger } from "@milepost/runtime";
import { emptyBatch, hasRoom, roomAfter } from "./batch-room.ts";
import type { BatchRoom } from "./batch-room.ts";
import { isGivenUp } from "./given-up.ts";
import type { ConsumeOptions, Consumer, LogRecord, Partition } from "./index.ts";
import { partitionKey } from "./index.ts";
import { createPositionWaiters } from "./position-waiters.ts";
import { createSignal } from "./signal.ts";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** What a consumer needs of the log it reads. */
export interface ConsumerSource {
  readonly partitions: readonly Partition[];
  committed(): Position;
  readonly logger: Logger;
  readFrom(partition: Partition, from: number, room: BatchRoom): readonly LogRecord[];
  commit(position: Position): Promise<void>;
  watch(listener: () => void): () => void;
}

interface Batch {
  readonly records: readonly LogRecord[];
  readonly end: Position;
}

/** Delivers a group's records batch by batch and commits after each. */
export function startEmbeddedConsumer(source: ConsumerSource, options: ConsumeOptions): Consumer {
  const stop = new AbortController();
  let committed = source.committed();
  const waiters = createPositionWaiters({
    group: options.group,
    partitions: source.partitions.map(partitionKey),
    readCommitted: async () => source.committed(),
  });
  const batches = createBatches(source, options);

  const pause = (pauseMs: number): Promise<void> =>
    delay(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined);

  const deliver = async ({ records, end }: Batch): Promise<void> => {
    for (let failures = 0; !stop.signal.aborted; failures += 1) {
      try {
        await options.onBatch(records);
        options.onStep?.("committing");
        await source.commit(changed(committed, end));
        options.onStep?.("committed");
        committed = end;
        waiters.advance(end);
        return;
      } catch (error) {
        if (isGivenUp(error, stop.signal)) return;
        const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
        const fields = { err: error, group: options.group, records: records.length, pauseMs };
        source.logger.warn(fields, "a batch was not taken; the same records come again after a pause");
        await pause(pauseMs);
      }
    }
  };

  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        const batch = await batches.next(committed, stop.signal);
        if (batch === undefined) return;
        options.onStep?.("polled");
        await deliver(batch);
      } catch (error) {
        source.logger.error({ err: error, group: options.group }, "the log could not be read; trying again");
        await pause(LONGEST_PAUSE_MS);
      }
    }
  };
  const running = run();

  const close = async (): Promise<void> => {
    stop.abort();
    batches.close();
    await running;
    waiters.close();
  };
  let closing: Promise<void> | undefined;
  return { waitFor: (position) => waiters.waitFor(position), close: () => (closing ??= close()) };
}

interface Batches {
  /** The next batch after a position; undefined when stopped. */
  next(after: Position, stop: AbortSignal): Promise<Batch | undefined>;
  close(): void;
}

function createBatches(source: ConsumerSource, { maxBatchRecords, maxWaitMs }: ConsumeOptions): Batches {
  const signal = createSignal();
  const unwatch = source.watch(() => signal.raise());
  let turn = 0;
  return {
    next: async (after, stop) => {
      let batch: OpenBatch = { records: [], end: after, room: emptyBatch(maxBatchRecords) };
      let deadline = Number.POSITIVE_INFINITY;
      while (!stop.aborted) {
        turn = (turn + 1) % source.partitions.length;
        batch = gather(source, batch, turn);
        if (!hasRoom(batch.room)) return batch;
        if (batch.records.length > 0) deadline = Math.min(deadline, performance.now() + maxWaitMs);
        const remainingMs = deadline - performance.now();
        if (remainingMs <= 0) return batch;
        await signal.wait(remainingMs);
      }
      return undefined;
    },
    close: () => {
      unwatch();
      signal.raise();
    },
  };
}

/** A batch that is not full yet. */
interface OpenBatch extends Batch {
  readonly room: BatchRoom;
}

/** Adds what is there and fits, beginning with another partition each turn so that none starves. */
function gather(source: ConsumerSource, batch: OpenBatch, turn: number): OpenBatch {
  const records = [...batch.records];
  const end: Record<string, number> = { ...batch.end };
  let { room } = batch;
  const { partitions } = source;
  for (const partition of [...partitions.slice(turn), ...partitions.slice(0, turn)]) {
    if (!hasRoom(room)) break;
    const key = partitionKey(partition);
    const found = source.readFrom(partition, end[key] ?? 0, room);
    for (const record of found) records.push(record);
    room = roomAfter(room, found);
    const last = found.at(-1);
    if (last !== undefined) end[key] = last.offset + 1;
  }
  return { records, end, room };
}

function changed(before: Position, after: Position): Position {
  return Object.fromEntries(Object.entries(after).filter(([key, offset]) => before[key] !== offset));
}
