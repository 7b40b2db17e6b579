import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import type { Decoder as KafkaDecoder, ProtocolRequest } from "kafkajs/src/milepost-types.js";
import type { KafkaPartition } from "./kafka-cluster.ts";

const FETCH = { apiKey: 1, apiVersion: 11, apiName: "Fetch" };
const CONSUMER = -1;
const NO_SESSION = 0;
const NO_SESSION_EPOCH = -1;
const ANY_LEADER_EPOCH = -1;
/** What a transaction took back is left out. */
const READ_COMMITTED = 1;
const NO_RACK = "";
const ANSWER_DELAY_MS = 5_000;

/** From where to fetch a partition. */
export interface FetchPosition extends KafkaPartition {
  readonly offset: number;
}

export interface FetchWanted {
  readonly positions: readonly FetchPosition[];
  /** How long the broker may wait until there is something. */
  readonly maxWaitMs: number;
  /** Bytes of the answer at most; a first batch that is larger comes all the same. */
  readonly maxBytes: number;
  readonly maxPartitionBytes: number;
}

/** A transaction that was taken back. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

/** What a broker has of one partition; `batches` is read by `readRecordBatches`. */
export interface FetchedPartition extends KafkaPartition {
  readonly errorCode: number;
  /** First offset that cannot be read yet. */
  readonly end: number;
  readonly aborted: readonly AbortedTransaction[];
  readonly batches: Buffer;
}

/** Asks the leader of some partitions for records. kafkajs' own reading of the answer hides batches without records. */
export function fetchRequest(wanted: FetchWanted): ProtocolRequest<readonly FetchedPartition[]> {
  return {
    request: { ...FETCH, encode: async () => encode(wanted) },
    response: {
      decode: async (payload) => decode(new Decoder(payload)),
      parse: async (answer) => answer,
    },
    requestTimeout: wanted.maxWaitMs + ANSWER_DELAY_MS,
  };
}

function encode(wanted: FetchWanted): InstanceType<typeof Encoder> {
  const encoder = new Encoder()
    .writeInt32(CONSUMER)
    .writeInt32(wanted.maxWaitMs)
    .writeInt32(1)
    .writeInt32(wanted.maxBytes)
    .writeInt8(READ_COMMITTED)
    .writeInt32(NO_SESSION)
    .writeInt32(NO_SESSION_EPOCH);
  const topics = Map.groupBy(wanted.positions, ({ topic }) => topic);
  return encoder
    .writeArray([...topics].map(([topic, positions]) => encodeTopic(topic, positions, wanted)))
    .writeArray([])
    .writeString(NO_RACK);
}

function encodeTopic(
  topic: string,
  positions: readonly FetchPosition[],
  { maxPartitionBytes }: FetchWanted,
): InstanceType<typeof Encoder> {
  const partitions = positions.map(({ partition, offset }) =>
    new Encoder()
      .writeInt32(partition)
      .writeInt32(ANY_LEADER_EPOCH)
      .writeInt64(offset)
      .writeInt64(-1)
      .writeInt32(maxPartitionBytes),
  );
  return new Encoder().writeString(topic).writeArray(partitions);
}

function decode(decoder: KafkaDecoder): readonly FetchedPartition[] {
  decoder.readInt32();
  decoder.readInt16();
  decoder.readInt32();
  return decoder
    .readArray((each) => {
      const topic = each.readString() ?? "";
      return each.readArray((partition) => decodePartition(topic, partition));
    })
    .flat();
}

function decodePartition(topic: string, decoder: KafkaDecoder): FetchedPartition {
  const partition = decoder.readInt32();
  const errorCode = decoder.readInt16();
  decoder.readInt64();
  const end = Number(decoder.readInt64().toString());
  decoder.readInt64();
  const aborted = decoder.readArray((each) => ({
    producerId: BigInt(each.readInt64().toString()),
    firstOffset: Number(each.readInt64().toString()),
  }));
  decoder.readInt32();
  return { topic, partition, errorCode, end, aborted, batches: decoder.readBytes() ?? Buffer.alloc(0) };
}
