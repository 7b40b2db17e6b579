import { setTimeout as delay } from "node:timers/promises";
import type { Position } from "@milepost/contracts";
import type { Logger } from "@milepost/runtime";
import { emptyBatch, hasRoom, roomAfter } from "../batch-room.ts";
import { isGivenUp } from "../given-up.ts";
import type { ConsumeOptions, Consumer, LogRecord } from "../index.ts";
import { partitionKey } from "../index.ts";
import { createPositionWaiters } from "../position-waiters.ts";
import { createConsumerTroubles } from "./consumer-troubles.ts";
import type { FetchPosition } from "./fetch-request.ts";
import { createKafkaCluster } from "./kafka-cluster.ts";
import { createKafkaGroup } from "./kafka-group.ts";
import type { GroupSession } from "./kafka-group.ts";
import type { KafkaConnection, KafkaLimits } from "./kafka-options.ts";
import type { TopicNames } from "./kafka-topics.ts";
import { createKafkaWire } from "./kafka-wire.ts";
import { openRecordStream } from "./record-stream.ts";
import type { RecordStream } from "./record-stream.ts";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const JOINING = "joining";

export interface ConsumerSource {
  readonly connection: KafkaConnection;
  readonly names: TopicNames;
  readonly limits: KafkaLimits;
  /** The name that Kafka knows the group by. */
  readonly groupId: string;
  /** What the group committed, whichever instance did. */
  readonly readCommitted: () => Promise<Position>;
}

interface Batch {
  readonly records: readonly LogRecord[];
  readonly after: readonly FetchPosition[];
}

/** Delivers a group's records batch by batch and commits after each; joins again and again until it is closed. */
export function startKafkaConsumer(source: ConsumerSource, options: ConsumeOptions): Consumer {
  const { names, limits, groupId } = source;
  const { logger } = source.connection;
  // Joining waits at the broker, and so do fetches: nothing else may stand behind them.
  const wire = createKafkaWire(source.connection);
  const cluster = createKafkaCluster(wire);
  const stop = new AbortController();
  const counts = Object.fromEntries(
    options.topics.map((topic) => [names.kafkaName(topic), names.live.partitions[topic]]),
  );
  const group = createKafkaGroup({ wire, groupId, counts, limits, logger });
  const waiters = createPositionWaiters({
    group: options.group,
    partitions: names.partitionsOf(options.topics).map(partitionKey),
    readCommitted: source.readCommitted,
  });
  const { sessionTimeoutMs } = limits;
  const troubles = createConsumerTroubles({ options, sessionTimeoutMs, logger });
  const serve = async (session: GroupSession): Promise<void> => {
    troubles.works(JOINING);
    // Who was given no partition stands by.
    troubles.keepOnly(() => session.positions.length > 0);
    const stream = openRecordStream({ wire, cluster, names, logger, troubles }, session.positions);
    const over = AbortSignal.any([session.ending, stop.signal]);
    over.addEventListener("abort", () => stream.close(), { once: true });
    const deliver = delivery(options, logger);
    try {
      while (!over.aborted) {
        const batch = await gather(stream, options, over);
        if (batch === undefined) return;
        options.onStep?.("polled");
        if (batch.records.length > 0 && !(await deliver(batch.records, over))) return;
        options.onStep?.("committing");
        if (!(await session.commit(batch.after, () => stop.signal.aborted))) return;
        options.onStep?.("committed");
        waiters.advance(positionOf(names, batch.after));
      }
    } finally {
      stream.close();
      session.close();
    }
  };

  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        await serve(await group.join());
      } catch (error) {
        if (stop.signal.aborted) return;
        const failures = troubles.failed(JOINING, error);
        await pause(failures - 1, stop.signal);
      }
    }
  };
  const running = run();

  const close = async (): Promise<void> => {
    stop.abort();
    const left = running.then(() => group.leave()).catch(() => undefined);
    const late = delay(limits.closeTimeoutMs, "late", { ref: false });
    if ((await Promise.race([left, late])) === "late") {
      logger.warn({ group: options.group }, "a batch was still under way at the end; its records come again");
    }
    await wire.close();
    waiters.close();
  };
  let closing: Promise<void> | undefined;
  return { waitFor: (position) => waiters.waitFor(position), close: () => (closing ??= close()) };
}

/** Hands a batch over, again and again: true once it was taken, false when it is over before. */
function delivery(
  options: ConsumeOptions,
  logger: Logger,
): (records: readonly LogRecord[], over: AbortSignal) => Promise<boolean> {
  return async (records, over) => {
    for (let failures = 0; ; failures += 1) {
      try {
        await options.onBatch(records);
        return true;
      } catch (error) {
        if (isGivenUp(error, over)) return false;
        const fields = { err: error, group: options.group, records: records.length };
        logger.warn(fields, "a batch was not taken; the same records come again after a pause");
        await pause(failures, over);
        if (over.aborted) return false;
      }
    }
  };
}

/** Waits the longer the more failures there were; ends early when it is over. */
function pause(failures: number, over: AbortSignal): Promise<void> {
  const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
  return delay(pauseMs, undefined, { signal: over }).catch(() => undefined);
}

/** Waits for a batch: a full one, or what came within the time a smaller one may wait. */
async function gather(
  stream: RecordStream,
  { maxBatchRecords, maxWaitMs }: ConsumeOptions,
  over: AbortSignal,
): Promise<Batch | undefined> {
  const records: LogRecord[] = [];
  const after = new Map<string, FetchPosition>();
  let room = emptyBatch(maxBatchRecords);
  let deadline = Number.POSITIVE_INFINITY;
  while (!over.aborted) {
    const taken = stream.take(room);
    room = roomAfter(room, taken.records);
    for (const record of taken.records) records.push(record);
    for (const position of taken.after) after.set(`${position.topic}/${position.partition}`, position);
    const batch = { records, after: [...after.values()] };
    if (!hasRoom(room)) return batch;
    // What compaction took away is passed over.
    if (records.length === 0 && after.size > 0) return batch;
    if (records.length > 0) deadline = Math.min(deadline, performance.now() + maxWaitMs);
    const remainingMs = deadline - performance.now();
    if (remainingMs <= 0) return batch;
    await stream.more(remainingMs);
  }
  return undefined;
}

function positionOf(names: TopicNames, positions: readonly FetchPosition[]): Position {
  return Object.fromEntries(
    positions.map(({ topic, partition, offset }) => [`${names.topicOf(topic)}/${partition}`, offset]),
  ) as Position;
}
