import { setImmediate as nextTurn } from "node:timers/promises";
import { TOPICS } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import type { Logger } from "@milepost/runtime";
import { emptyBatch } from "./batch-room.ts";
import { startEmbeddedConsumer } from "./embedded-consumer.ts";
import { createEmbeddedWatch } from "./embedded-watch.ts";
import { createGroupCommit } from "./group-commit.ts";
import type { GroupCommit } from "./group-commit.ts";
import { generationsOn } from "./generations/embedded-generations.ts";
import type { GenerationStorage } from "./generations/generation-storage.ts";
import type { ConsumeOptions, Consumer, EventLog, LogRecord, NewRecord, ReadOptions } from "./index.ts";
import { openLmdbEnvironment, opening } from "./lmdb-environment.ts";
import type { LmdbEnvironment } from "./lmdb-environment.ts";
import { filesOf } from "./lmdb-files.ts";
import type { LmdbFiles } from "./lmdb-files.ts";
import { partitionsOf } from "./log-generation.ts";
import { createOpenConsumers } from "./open-consumers.ts";
import { partitionOf } from "./partition-of.ts";
import { encodeRecord } from "./record-text.ts";

const READ_BATCH_RECORDS = 1_000;
/** What committing offsets counts in a group of writes, in characters. */
const COMMIT_SIZE = 100;
/** How often it is looked at whether another generation is live. */
const GENERATION_POLL_MS = 200;

export interface OpenLogOptions {
  readonly logger: Logger;
  /** Told once when another generation of the log went live: the log must be opened again. */
  readonly onGenerationChanged?: ((generation: number) => void) | undefined;
}

export interface EmbeddedLogOptions extends OpenLogOptions {
  /** Folder of the log's files; made when missing. Not on a network file system. */
  readonly dir: string;
  /** Topic prefix of the deployment. */
  readonly prefix: string;
}

/** A log in files, with all its generations. */
export interface EmbeddedLog extends EventLog {
  /** Lies in the same files: a process opens them once. Closed with the log. */
  readonly generations: GenerationStorage;
}

/** Opens the log that lives in LMDB files of a folder. */
export async function openEmbeddedLog(options: EmbeddedLogOptions): Promise<EmbeddedLog> {
  const { dir, prefix } = options;
  const environment = opening(dir, () => openLmdbEnvironment(dir, prefix));
  const log = logOn(environment, options);
  const close = async (): Promise<void> => {
    await log.close();
    await environment.close();
  };
  let closing: Promise<void> | undefined;
  return { ...log, generations: generationsOn(environment), close: () => (closing ??= close()) };
}

/** The log whose live generation lies in an open environment, which outlives it. */
export function logOn(environment: LmdbEnvironment, options: OpenLogOptions): EventLog {
  const { logger } = options;
  const files = filesOf(environment);
  const watch = createEmbeddedWatch(() => files.end(TOPICS));
  const writes = createGroupCommit((action) => files.transact(action));
  const consumers = createOpenConsumers();
  let closed = false;
  let closing: Promise<void> | undefined;

  const refuseWhenClosed = (): void => {
    if (closed) throw new MilepostError("log_closed", "The event log is closed");
  };
  const consume = (wanted: ConsumeOptions): Consumer => {
    refuseWhenClosed();
    const { group, topics } = wanted;
    const source = {
      partitions: partitionsOf(files.live, topics),
      committed: () => files.committed(group, topics),
      logger,
      readFrom: (partition, from, room) => files.readRange(partition, from, room),
      commit: (position) => writes.submit({ size: COMMIT_SIZE, apply: () => files.commit(group, position) }),
      watch: (listener) => watch.watch(topics, listener),
    } satisfies Parameters<typeof startEmbeddedConsumer>[0];
    return consumers.add(group, () => startEmbeddedConsumer(source, wanted));
  };
  const endWatch = watchGeneration(files, options);
  const close = async (): Promise<void> => {
    endWatch();
    await consumers.close();
    closed = true;
    watch.close();
    await writes.drain();
  };

  return {
    ...files.live,
    append: async (records) => {
      refuseWhenClosed();
      if (records.length === 0) return [];
      const placed = await submitAppend(writes, files, records);
      watch.notify(new Set(placed.map(({ topic }) => topic)));
      return placed;
    },
    read: (options) => readBatches(files, options, refuseWhenClosed),
    end: async (topics) => {
      refuseWhenClosed();
      return files.end(topics);
    },
    committed: async (group, topics) => {
      refuseWhenClosed();
      return files.committed(group, topics);
    },
    consume,
    watch: (topics, listener) => watch.watch(topics, listener),
    close: () => (closing ??= close()),
  };
}

/** Tells once when another generation is live; returns what ends it. */
function watchGeneration(files: LmdbFiles, { onGenerationChanged, logger }: OpenLogOptions): () => void {
  if (onGenerationChanged === undefined) return () => undefined;
  const look = (): void => {
    try {
      const generation = files.liveNow();
      if (generation === files.live.generation) return;
      clearInterval(timer);
      onGenerationChanged(generation);
    } catch (error) {
      logger.info({ err: error }, "the log's generation is unknown for now");
    }
  };
  const timer = setInterval(look, GENERATION_POLL_MS).unref();
  return () => clearInterval(timer);
}

function submitAppend(
  writes: GroupCommit,
  files: LmdbFiles,
  records: readonly NewRecord[],
): ReturnType<EventLog["append"]> {
  let size = 0;
  // Serialised before the transaction: what cannot be written must not fail the group it would share.
  const encoded = records.map(({ topic, key, event }) => {
    const stored = encodeRecord(key, event);
    size += stored.length;
    return { topic, partition: partitionOf(key, files.live.partitions[topic]), stored };
  });
  return writes.submit({ size, apply: () => files.place(encoded) });
}

async function* readBatches(
  files: LmdbFiles,
  { topic, partition, from, to, batchSize = READ_BATCH_RECORDS }: ReadOptions,
  check: () => void,
): AsyncGenerator<readonly LogRecord[]> {
  for (let next = from; next < to;) {
    check();
    const records = files.readRange({ topic, partition }, next, emptyBatch(Math.min(batchSize, to - next)));
    const last = records.at(-1);
    if (last === undefined) return;
    yield records;
    next = last.offset + 1;
    // Long reads leave the process a turn between batches.
    await nextTurn();
  }
}
