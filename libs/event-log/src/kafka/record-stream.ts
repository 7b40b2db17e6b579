import { setTimeout as delay } from "node:timers/promises";
import { MilepostError } from "@milepost/runtime";
import type { Logger } from "@milepost/runtime";
import errors from "kafkajs/src/protocol/error.js";
import type { BatchRoom } from "../batch-room.ts";
import type { LogRecord } from "../index.ts";
import { logRecord } from "../record-text.ts";
import { createSignal } from "../signal.ts";
import type { Signal } from "../signal.ts";
import { createChunkQueue } from "./chunk-queue.ts";
import type { Chunk, QueuedRecord } from "./chunk-queue.ts";
import { fetchRequest } from "./fetch-request.ts";
import type { FetchedPartition, FetchPosition } from "./fetch-request.ts";
import type { ConsumerTroubles } from "./consumer-troubles.ts";
import { LOST_FIX } from "./kafka-errors.ts";
import { fetchNow, notLed } from "./kafka-fetch.ts";
import type { KafkaReach } from "./kafka-fetch.ts";
import type { TopicNames } from "./kafka-topics.ts";
import { send } from "./kafka-wire.ts";
import type { Address } from "./kafka-wire.ts";
import { readRecordBatches } from "./record-batches.ts";

/** How long a broker holds a fetch while there is nothing. */
const LONG_POLL_MS = 500;
const FETCH_BYTES = 8 * 1024 * 1024;
const PARTITION_BYTES = 2 * 1024 * 1024;
/** What is read ahead at most, in characters; one answer may exceed it. */
const READ_AHEAD = 16 * 1024 * 1024;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
const OFFSET_OUT_OF_RANGE = 1;
const NO_LEADER = "no leader";

/** Records of partitions from given offsets on, read ahead within a bound. */
export interface RecordStream {
  /** Takes as many of the records that are here as there is room for; with where each partition stands after them. */
  take(room: BatchRoom): Taken;
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
  readonly troubles: ConsumerTroubles;
}

/** Keeps one fetch under way at each broker that leads some of the partitions. */
export function openRecordStream(source: StreamSource, start: readonly FetchPosition[]): RecordStream {
  const signal = createSignal();
  const room = createSignal();
  const queue = createChunkQueue();
  const wake = createSignal();
  const closing = new AbortController();
  const isClosed = (): boolean => closing.signal.aborted;
  const positions = new Map(start.map((position) => [nameOf(position), position]));
  const stream: OpenStream = {
    source,
    wake,
    isClosed,
    pause: (pauseMs) => delay(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined),
    positions: () => [...positions.values()],
    takeIn: async (answers) => {
      try {
        for (const fetched of answers) {
          const position = positions.get(nameOf(fetched));
          const chunk = position === undefined ? undefined : await chunkOf(source, position, fetched);
          if (chunk === undefined || isClosed()) continue;
          queue.add(chunk);
          positions.set(nameOf(chunk.position), { ...chunk.position, offset: chunk.next });
        }
      } finally {
        // Once an answer: what came together goes into a batch together.
        signal.raise();
      }
    },
    untilRoom: async () => {
      while (queue.size() >= READ_AHEAD && !isClosed()) await room.wait(Number.POSITIVE_INFINITY);
    },
  };
  if (start.length > 0) void fetchOn(stream);

  return {
    take: (wanted) => {
      const { records, after } = queue.take(wanted);
      room.raise();
      return { records: records.map((record) => fromStored(source.names, record)), after };
    },
    more: (timeoutMs) => signal.wait(timeoutMs),
    close: () => {
      closing.abort();
      wake.raise();
      signal.raise();
      room.raise();
    },
  };
}

/** What fetching takes of an open stream. */
interface OpenStream {
  readonly source: StreamSource;
  /** Raised when a fetch ended, and at the end. */
  readonly wake: Signal;
  isClosed(): boolean;
  /** Resolves after so many milliseconds, or at the end. */
  pause(pauseMs: number): Promise<void>;
  positions(): readonly FetchPosition[];
  takeIn(answers: readonly FetchedPartition[]): Promise<void>;
  /** Resolves once more may be read ahead. */
  untilRoom(): Promise<void>;
}

async function fetchOn(stream: OpenStream): Promise<void> {
  const { cluster, troubles } = stream.source;
  const underWay = new Set<string>();
  /** When to look again for what has no leader. */
  let lookAtMs: number | undefined;
  const fetchOne = async (leader: Address, led: readonly FetchPosition[]): Promise<void> => {
    try {
      await fetchAt(stream, leader, led);
      troubles.works(nameOfLeader(leader));
    } catch (error) {
      if (stream.isClosed()) return;
      cluster.forget();
      await stream.pause(pauseAfter(troubles.failed(nameOfLeader(leader), error)));
    } finally {
      underWay.delete(nameOfLeader(leader));
      stream.wake.raise();
    }
  };
  while (!stream.isClosed()) {
    await stream.untilRoom();
    // Other brokers' answers wake this loop, too: they make it no time to look, nor one more try that failed.
    const looks = lookAtMs === undefined || performance.now() >= lookAtMs;
    if (looks && lookAtMs !== undefined) cluster.forget();
    const { led, problem } = await leadersOf(stream);
    const leaders = new Set([...led.keys()].map(nameOfLeader));
    troubles.keepOnly((part) => part === NO_LEADER || leaders.has(part));
    for (const [leader, each] of led) {
      const name = nameOfLeader(leader);
      if (underWay.has(name)) continue;
      underWay.add(name);
      void fetchOne(leader, each);
    }
    if (problem === undefined) {
      troubles.works(NO_LEADER);
      lookAtMs = undefined;
    } else if (looks && !stream.isClosed()) {
      lookAtMs = performance.now() + pauseAfter(troubles.failed(NO_LEADER, problem));
    }
    await stream.wake.wait(
      lookAtMs === undefined ? Number.POSITIVE_INFINITY : Math.max(0, lookAtMs - performance.now()),
    );
  }
}

interface FoundLeaders {
  readonly led: ReadonlyMap<Address, readonly FetchPosition[]>;
  /** Why some partitions have none. */
  readonly problem: unknown;
}

async function leadersOf(stream: OpenStream): Promise<FoundLeaders> {
  const { cluster } = stream.source;
  const positions = stream.positions();
  try {
    const led = await cluster.byLeader(positions);
    const found = [...led.values()].flat().length;
    return { led, problem: found < positions.length ? notLed(cluster, positions) : undefined };
  } catch (problem) {
    return { led: new Map(), problem };
  }
}

function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
}

function nameOfLeader({ host, port }: Address): string {
  return `${host}:${port}`;
}

async function fetchAt(stream: OpenStream, leader: Address, led: readonly FetchPosition[]): Promise<void> {
  const request = fetchRequest({
    // Who came first last time comes later now: an answer is filled from the front.
    positions: rotate(led),
    maxWaitMs: LONG_POLL_MS,
    maxBytes: FETCH_BYTES,
    maxPartitionBytes: PARTITION_BYTES,
  });
  const answers = await stream.source.wire.ask(leader, (broker) => send(broker, request));
  await stream.takeIn(answers);
}

/** What an answer has for a partition; undefined when there is nothing new. */
async function chunkOf(
  source: StreamSource,
  position: FetchPosition,
  fetched: FetchedPartition,
): Promise<Chunk | undefined> {
  if (fetched.errorCode === OFFSET_OUT_OF_RANGE) return goneChunk(source, position);
  if (fetched.errorCode !== 0) throw errors.createErrorFromCode(fetched.errorCode);
  const { records, next } = readRecordBatches(fetched, position.offset);
  if (next === position.offset) return undefined;
  return { position, records, next, size: fetched.batches.length };
}

/** Stands for records that are not there any more. */
async function goneChunk(source: StreamSource, position: FetchPosition): Promise<Chunk | undefined> {
  const { next, end } = await fetchNow(source, position);
  if (next > end) throw beyondEnd(position, end);
  if (next === position.offset) return undefined;
  const fields = { ...position, next };
  source.logger.error(fields, "records are gone from the log before they were read; going on behind them");
  return { position, records: [], next, size: 0 };
}

function fromStored(names: TopicNames, { from, offset, key, text }: QueuedRecord): LogRecord {
  const topic = names.topicOf(from.topic);
  if (topic === undefined) throw new MilepostError("internal", `${from.topic} is no topic of this log`);
  return logRecord({ topic, partition: from.partition, offset }, key, text);
}

function beyondEnd({ topic, partition, offset }: FetchPosition, end: number): MilepostError {
  return new MilepostError(
    "log_corrupt",
    `The group stands at offset ${offset} of ${topic}, partition ${partition}, which ends at ${end}: was the topic made anew, or did the brokers lose records? Then ${LOST_FIX}`,
  );
}

function rotate<Item>(items: readonly Item[]): readonly Item[] {
  const from = Math.floor(performance.now()) % Math.max(1, items.length);
  return [...items.slice(from), ...items.slice(0, from)];
}

function nameOf({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return `${topic}/${partition}`;
}
