import { setImmediate as nextTurn } from "node:timers/promises";
import { MilepostError } from "@milepost/runtime";
import type { NewRecord, Placed } from "../index.ts";
import { partitionOf } from "../partition-of.ts";
import { bytesOf, outgoingRecord } from "./encode-batch.ts";
import type { OutgoingRecord } from "./encode-batch.ts";
import { MAX_BATCH_BYTES } from "./kafka-options.ts";
import type { KafkaLimits } from "./kafka-options.ts";
import type { KafkaProducer, OutgoingBatch, Sent } from "./kafka-producer.ts";
import type { TopicNames } from "./kafka-topics.ts";

/** What goes in one send at most, in bytes. */
const SEND_BYTES = 32 * 1024 * 1024;
/** What may wait for the sends before it, in bytes; more is refused as retryable. */
const WAITING_BYTES = 64 * 1024 * 1024;

/** Takes appends and sends those that arrive together at once. */
export interface KafkaAppends {
  append(records: readonly NewRecord[]): Promise<readonly Placed[]>;
  /** Resolves once every append so far is settled. */
  drain(): Promise<void>;
}

/** Where a record of an append goes. */
interface Line {
  readonly placed: Omit<Placed, "offset">;
  readonly name: string;
  readonly outgoing: OutgoingRecord;
}

interface Pending {
  readonly lines: readonly Line[];
  readonly bytes: number;
  /** Bytes by partition. */
  readonly bytesByName: ReadonlyMap<string, number>;
  readonly since: number;
  readonly resolve: (placed: readonly Placed[]) => void;
  readonly reject: (error: unknown) => void;
}

export interface AppendOptions {
  readonly producer: KafkaProducer;
  readonly names: TopicNames;
  readonly limits: KafkaLimits;
}

/** One send is under way at a time; what arrives meanwhile shares the next one, in the order of arrival. */
export function createKafkaAppends({ producer, names, limits }: AppendOptions): KafkaAppends {
  let waiting: Pending[] = [];
  let waitingBytes = 0;
  let sending: Promise<void> | undefined;

  const sendAll = async (): Promise<void> => {
    // Whoever appends in this turn goes along.
    await nextTurn();
    while (waiting.length > 0) {
      refuseTooOld();
      const group = takeGroup();
      if (group.length === 0) continue;
      const batches = batchesOf(names, group);
      const sent = await producer.send([...batches.values()], limits.sendTimeoutMs);
      settle(group, (name) => sent.get(batches.get(name) as OutgoingBatch));
    }
    sending = undefined;
  };
  const takeGroup = (): readonly Pending[] => {
    const group = waiting.splice(0, groupLength(waiting));
    for (const { bytes } of group) waitingBytes -= bytes;
    return group;
  };
  const refuseTooOld = (): void => {
    const oldest = performance.now() - limits.waitTimeoutMs;
    const young = waiting.findIndex(({ since }) => since >= oldest);
    for (const { bytes, reject } of waiting.splice(0, young < 0 ? waiting.length : young)) {
      waitingBytes -= bytes;
      reject(overloaded("it waited too long for those before it, and was not sent"));
    }
  };

  return {
    append: async (records) => {
      // Before anything waits: what cannot be written must not fail those it would share a send with.
      const lines = records.map((record) => lineOf(names, record));
      const { bytes, bytesByName } = measure(lines);
      if (waitingBytes > 0 && waitingBytes + bytes > WAITING_BYTES)
        throw overloaded("too many wait for Kafka");
      return new Promise((resolve, reject) => {
        waiting.push({ lines, bytes, bytesByName, since: performance.now(), resolve, reject });
        waitingBytes += bytes;
        sending ??= sendAll();
      });
    },
    drain: async () => {
      await sending;
    },
  };
}

function lineOf(names: TopicNames, { topic, key, event }: NewRecord): Line {
  const partition = partitionOf(key, names.live.partitions[topic]);
  return {
    placed: { topic, partition },
    name: `${topic}/${partition}`,
    outgoing: outgoingRecord(key, JSON.stringify(event)),
  };
}

function measure(lines: readonly Line[]): Pick<Pending, "bytes" | "bytesByName"> {
  const bytesByName = new Map<string, number>();
  let bytes = 0;
  for (const { name, outgoing } of lines) {
    bytes += bytesOf(outgoing);
    const sum = (bytesByName.get(name) ?? 0) + bytesOf(outgoing);
    bytesByName.set(name, sum);
    if (sum > MAX_BATCH_BYTES) throw tooLarge(lines.length, outgoing);
  }
  return { bytes, bytesByName };
}

/** How many of those that wait go together: all of an append or nothing of it. */
function groupLength(waiting: readonly Pending[]): number {
  const sums = new Map<string, number>();
  let bytes = 0;
  for (const [index, pending] of waiting.entries()) {
    bytes += pending.bytes;
    let fits = bytes <= SEND_BYTES;
    for (const [name, more] of pending.bytesByName) {
      const sum = (sums.get(name) ?? 0) + more;
      sums.set(name, sum);
      fits &&= sum <= MAX_BATCH_BYTES;
    }
    if (!fits) return Math.max(index, 1);
  }
  return waiting.length;
}

/** One batch a partition: the records of one append to it stand side by side, and come whole or not at all. */
function batchesOf(names: TopicNames, group: readonly Pending[]): ReadonlyMap<string, OutgoingBatch> {
  const lines = group.flatMap((pending) => pending.lines);
  const batches = [...Map.groupBy(lines, ({ name }) => name)].map(([name, each]) => {
    const [first] = each as [Line, ...Line[]];
    const records = each.map(({ outgoing }) => outgoing);
    return [name, { ...names.kafkaPartition(first.placed), records }] as const;
  });
  return new Map(batches);
}

/** Tells each append where its records stand, or that one of its batches may not be there. */
function settle(group: readonly Pending[], sentOf: (name: string) => Sent | undefined): void {
  const taken = new Map<string, number>();
  for (const { lines, resolve, reject } of group) {
    let failure: unknown;
    const placed = lines.map((line) => {
      const index = taken.get(line.name) ?? 0;
      taken.set(line.name, index + 1);
      const sent = sentOf(line.name);
      if (sent?.ok !== true) failure ??= sent?.error;
      return { ...line.placed, offset: sent?.ok === true ? sent.baseOffset + index : -1 };
    });
    if (failure === undefined) resolve(placed);
    else reject(failure);
  }
}

function overloaded(why: string): MilepostError {
  return new MilepostError("log_unavailable", `Kafka cannot take the append now: ${why}; try again`, {
    retryable: true,
  });
}

function tooLarge(records: number, last: OutgoingRecord): MilepostError {
  const what =
    bytesOf(last) > MAX_BATCH_BYTES
      ? `A record of ${last.textBytes} bytes is too large for the log`
      : `An append of ${records} records is too large for the log`;
  return new MilepostError(
    "payload_too_large",
    `${what}: one append has at most ${MAX_BATCH_BYTES} bytes for one partition`,
    { details: { limit: MAX_BATCH_BYTES } },
  );
}
