import { setTimeout as delay } from "node:timers/promises";
import { MilepostError } from "@milepost/runtime";
import type { Logger } from "@milepost/runtime";
import errors from "kafkajs/src/protocol/error.js";
import type { LogRecord } from "../index.ts";
import { logRecord } from "../record-text.ts";
import { createSignal } from "../signal.ts";
import { fetchRequest } from "./fetch-request.ts";
import type { FetchedPartition, FetchPosition } from "./fetch-request.ts";
import { fetchNow } from "./kafka-fetch.ts";
import type { KafkaReach } from "./kafka-fetch.ts";
import type { TopicNames } from "./kafka-topics.ts";
import { send } from "./kafka-wire.ts";
import type { Address } from "./kafka-wire.ts";
import { readRecordBatches } from "./record-batches.ts";
import type { StoredRecord } from "./record-batches.ts";

/** How long a broker holds a fetch while there is nothing. */
const LONG_POLL_MS = 500;
const FETCH_BYTES = 8 * 1024 * 1024;
const PARTITION_BYTES = 2 * 1024 * 1024;
/** What is read ahead at most, in characters; one answer may exceed it. */
const READ_AHEAD = 16 * 1024 * 1024;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
const OFFSET_OUT_OF_RANGE = 1;

/** Records of partitions from given offsets on, read ahead within a bound. */
export interface RecordStream {
  /** Takes up to so many of the records that are here; with where each partition stands after them. */
  take(limit: number): Taken;
  /** Resolves when more came, or after so many milliseconds. */
  more(timeoutMs: number): Promise<void>;
  close(): void;
}

export interface Taken {
  readonly records: readonly LogRecord[];
  /** Where to go on, of the partitions that moved. */
  readonly after: readonly FetchPosition[];
}

export interface StreamSource extends KafkaReach {
  readonly names: TopicNames;
  readonly logger: Logger;
}

/** Records of one partition from one answer. */
interface Chunk {
  readonly position: FetchPosition;
  readonly records: readonly StoredRecord[];
  /** Offset after the last one, and after what was taken away behind it. */
  readonly next: number;
  readonly size: number;
}

/** Keeps one fetch under way at each broker that leads some of the partitions. */
export function openRecordStream(source: StreamSource, start: readonly FetchPosition[]): RecordStream {
  const { logger } = source;
  const signal = createSignal();
  const room = createSignal();
  const positions = new Map(start.map((position) => [nameOf(position), position]));
  const chunks: Chunk[] = [];
  let ahead = 0;
  let closed = false;

  const fetchAt = async (leader: Address, led: readonly FetchPosition[]): Promise<void> => {
    const request = fetchRequest({
      // Who came first last time comes last now: an answer is filled from the front.
      positions: rotate(led),
      maxWaitMs: LONG_POLL_MS,
      maxBytes: FETCH_BYTES,
      maxPartitionBytes: PARTITION_BYTES,
    });
    const answers = await source.wire.ask(leader, (broker) => send(broker, request));
    if (closed) return;
    for (const fetched of answers) await takeIn(fetched);
    signal.raise();
  };
  const takeIn = async (fetched: FetchedPartition): Promise<void> => {
    const position = positions.get(nameOf(fetched));
    if (position === undefined) return;
    if (fetched.errorCode === OFFSET_OUT_OF_RANGE) return skipGone(position);
    if (fetched.errorCode !== 0) throw errors.createErrorFromCode(fetched.errorCode);
    const { records, next } = readRecordBatches(fetched, position.offset);
    if (next > position.offset) add({ position, records, next, size: fetched.batches.length });
  };
  const skipGone = async (position: FetchPosition): Promise<void> => {
    const { next, end } = await fetchNow(source, position);
    if (next > end) throw beyondEnd(position, end);
    if (next === position.offset) return;
    logger.error(
      { ...position, next },
      "records are gone from the log before they were read; going on behind them",
    );
    add({ position, records: [], next, size: 0 });
  };
  const add = (chunk: Chunk): void => {
    chunks.push(chunk);
    ahead += chunk.size;
    positions.set(nameOf(chunk.position), { ...chunk.position, offset: chunk.next });
  };

  const run = async (): Promise<void> => {
    const underWay = new Map<string, Promise<void>>();
    let failures = 0;
    const fetchOne = async (leader: Address, led: readonly FetchPosition[]): Promise<void> => {
      try {
        await fetchAt(leader, led);
        failures = 0;
      } catch (error) {
        if (closed) return;
        failures += 1;
        source.cluster.forget();
        const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
        logger.info({ err: error, pauseMs }, "the log could not be fetched; trying again");
        await delay(pauseMs);
      }
    };
    while (!closed) {
      if (ahead >= READ_AHEAD) {
        await room.wait(Number.POSITIVE_INFINITY);
        continue;
      }
      const led = await source.cluster
        .byLeader([...positions.values()])
        .catch(() => new Map<Address, never[]>());
      let found = 0;
      for (const [leader, each] of led) {
        found += each.length;
        const name = `${leader.host}:${leader.port}`;
        if (underWay.has(name)) continue;
        underWay.set(
          name,
          fetchOne(leader, each).finally(() => underWay.delete(name)),
        );
      }
      // What has no leader yet is looked for again.
      if (found < positions.size) source.cluster.forget();
      if (underWay.size > 0) await Promise.race(underWay.values());
      else await delay(LONGEST_PAUSE_MS);
    }
  };
  if (start.length > 0) void run();

  return {
    take: (limit) => {
      const records: LogRecord[] = [];
      const after = new Map<string, FetchPosition>();
      while (chunks.length > 0 && (records.length < limit || chunks[0]?.records.length === 0)) {
        const chunk = chunks.shift() as Chunk;
        const taken = chunk.records.slice(0, limit - records.length);
        for (const record of taken) records.push(fromStored(source.names, chunk.position, record));
        const rest = chunk.records.slice(taken.length);
        const next = rest[0]?.offset ?? chunk.next;
        after.set(nameOf(chunk.position), { ...chunk.position, offset: next });
        if (rest.length > 0) chunks.unshift({ ...chunk, records: rest });
        else ahead -= chunk.size;
      }
      room.raise();
      return { records, after: [...after.values()] };
    },
    more: (timeoutMs) => signal.wait(timeoutMs),
    close: () => {
      closed = true;
      signal.raise();
      room.raise();
    },
  };
}

function fromStored(names: TopicNames, position: FetchPosition, record: StoredRecord): LogRecord {
  const topic = names.topicOf(position.topic);
  if (topic === undefined) throw new MilepostError("internal", `${position.topic} is no topic of this log`);
  return logRecord({ topic, partition: position.partition, offset: record.offset }, record.key, record.text);
}

function beyondEnd({ topic, partition, offset }: FetchPosition, end: number): MilepostError {
  return new MilepostError(
    "log_corrupt",
    `The group stands at offset ${offset} of ${topic}, partition ${partition}, which ends at ${end}: was the topic made anew, or did the brokers lose records?`,
  );
}

function rotate<Item>(items: readonly Item[]): readonly Item[] {
  const from = Math.floor(performance.now()) % Math.max(1, items.length);
  return [...items.slice(from), ...items.slice(0, from)];
}

function nameOf({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return `${topic}/${partition}`;
}
