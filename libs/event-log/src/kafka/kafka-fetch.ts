import errors from "kafkajs/src/protocol/error.js";
import { fetchRequest } from "./fetch-request.ts";
import type { FetchedPartition, FetchPosition } from "./fetch-request.ts";
import type { KafkaCluster, KafkaPartition } from "./kafka-cluster.ts";
import { topicMissing } from "./kafka-errors.ts";
import { send } from "./kafka-wire.ts";
import type { Address, KafkaWire } from "./kafka-wire.ts";
import { readRecordBatches } from "./record-batches.ts";
import type { StoredRecord } from "./record-batches.ts";

const OFFSET_OUT_OF_RANGE = 1;
const LEADER_NOT_AVAILABLE = 5;
const EARLIEST = -2;
const LATEST = -1;
const READ_COMMITTED = 1;
/** Large answers make reading cheap. */
const FETCH_BYTES = 8 * 1024 * 1024;

/** Where questions about partitions go. */
export interface KafkaReach {
  readonly wire: KafkaWire;
  readonly cluster: KafkaCluster;
}

/** Records of one partition and where to go on. */
export interface FetchedRecords {
  readonly records: readonly StoredRecord[];
  readonly next: number;
  /** First offset that cannot be read yet. */
  readonly end: number;
}

/** What is there at an offset of one partition, without waiting; an offset before the first one left goes on there. */
export async function fetchNow(reach: KafkaReach, position: FetchPosition): Promise<FetchedRecords> {
  const answers = await askLeaders(reach, [position], (positions) =>
    fetchRequest({ positions, maxWaitMs: 0, maxBytes: FETCH_BYTES, maxPartitionBytes: FETCH_BYTES }),
  );
  const [fetched] = answers.flat();
  if (fetched === undefined) throw errors.createErrorFromCode(LEADER_NOT_AVAILABLE);
  if (fetched.errorCode === OFFSET_OUT_OF_RANGE) return outOfRange(reach, position);
  refuseFailed(reach, fetched);
  const read = readRecordBatches(fetched, position.offset);
  if (read.next === position.offset && read.next < fetched.end) throw new Error("nothing was sent");
  return { ...read, end: fetched.end };
}

async function outOfRange(reach: KafkaReach, position: FetchPosition): Promise<FetchedRecords> {
  const [first] = await listOffsets(reach, [position], EARLIEST);
  const [end] = await listOffsets(reach, [position], LATEST);
  const next = Math.max(position.offset, first?.offset ?? 0);
  return { records: [], next, end: end?.offset ?? next };
}

/** First unwritten offset of each partition. */
export function fetchEnds(
  reach: KafkaReach,
  partitions: readonly KafkaPartition[],
): Promise<readonly FetchPosition[]> {
  return listOffsets(reach, partitions, LATEST);
}

async function listOffsets(
  reach: KafkaReach,
  partitions: readonly KafkaPartition[],
  timestamp: number,
): Promise<readonly FetchPosition[]> {
  const answers = await atLeaders(reach, partitions, async (address, led) => {
    const topics = [...Map.groupBy(led, ({ topic }) => topic)].map(([topic, each]) => ({
      topic,
      partitions: each.map(({ partition }) => ({ partition, timestamp })),
    }));
    const ask = { replicaId: -1, isolationLevel: READ_COMMITTED, topics } as const;
    const { responses } = await reach.wire.ask(address, (broker) => broker.listOffsets(ask));
    return responses.flatMap(({ topic, partitions: found }) =>
      found.map(({ partition, offset }) => ({ topic, partition, offset: Number(offset) })),
    );
  });
  return answers.flat();
}

type AtLeader<Partition, Answer> = (address: Address, led: readonly Partition[]) => Promise<Answer>;

/** Asks each partition's leader; rejects when one has none. What failed makes the cluster be looked at again. */
export async function atLeaders<Partition extends KafkaPartition, Answer>(
  { cluster }: KafkaReach,
  partitions: readonly Partition[],
  ask: AtLeader<Partition, Answer>,
): Promise<readonly Answer[]> {
  try {
    const led = await cluster.byLeader(partitions);
    const found = [...led.values()].reduce((sum, each) => sum + each.length, 0);
    if (found < partitions.length) throw notLed(cluster, partitions);
    return await Promise.all([...led].map(([address, each]) => ask(address, each)));
  } catch (error) {
    cluster.forget();
    throw error;
  }
}

/** Why some partitions have no leader. */
export function notLed(cluster: KafkaCluster, partitions: readonly KafkaPartition[]): Error {
  const topic = cluster.missing(partitions);
  return topic === undefined ? errors.createErrorFromCode(LEADER_NOT_AVAILABLE) : topicMissing(topic);
}

function askLeaders(
  reach: KafkaReach,
  positions: readonly FetchPosition[],
  request: (led: readonly FetchPosition[]) => ReturnType<typeof fetchRequest>,
): Promise<readonly (readonly FetchedPartition[])[]> {
  return atLeaders(reach, positions, (address, led) =>
    reach.wire.ask(address, (broker) => send(broker, request(led))),
  );
}

/** Rejects with an answer's error; whoever leads the partition now is looked up again. */
function refuseFailed({ cluster }: KafkaReach, { errorCode }: FetchedPartition): void {
  if (errorCode === 0) return;
  cluster.forget();
  throw errors.createErrorFromCode(errorCode);
}
