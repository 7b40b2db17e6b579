import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import type { ProtocolRequest } from "kafkajs/src/milepost-types.js";
import type { KafkaPartition } from "./kafka-cluster.ts";

const PRODUCE = { apiKey: 0, apiVersion: 7, apiName: "Produce" };
const ALL_REPLICAS = -1;
/** How long the leader waits for its replicas. */
const REPLICAS_TIMEOUT_MS = 5_000;

/** An encoded record batch for one partition. */
export interface ProducedBatch extends KafkaPartition {
  readonly batch: Buffer;
}

/** What became of a batch. */
export interface ProduceAnswer extends KafkaPartition {
  readonly errorCode: number;
  /** Offset of its first record. */
  readonly baseOffset: number;
}

/** Hands batches to the leader of their partitions; answered once every replica in sync has them. */
export function produceRequest(batches: readonly ProducedBatch[]): ProtocolRequest<readonly ProduceAnswer[]> {
  return {
    request: { ...PRODUCE, encode: async () => encode(batches) },
    // kafkajs' own reading gives one partition's error for all of them.
    response: { decode: async (payload) => decode(payload), parse: async (answer) => answer },
  };
}

function encode(batches: readonly ProducedBatch[]): InstanceType<typeof Encoder> {
  const topics = [...Map.groupBy(batches, ({ topic }) => topic)].map(([topic, each]) =>
    new Encoder()
      .writeString(topic)
      .writeArray(each.map(({ partition, batch }) => new Encoder().writeInt32(partition).writeBytes(batch))),
  );
  return new Encoder()
    .writeString(null)
    .writeInt16(ALL_REPLICAS)
    .writeInt32(REPLICAS_TIMEOUT_MS)
    .writeArray(topics);
}

function decode(payload: Buffer): readonly ProduceAnswer[] {
  return new Decoder(payload)
    .readArray((each) => {
      const topic = each.readString() ?? "";
      return each.readArray((decoder) => {
        const partition = decoder.readInt32();
        const errorCode = decoder.readInt16();
        const baseOffset = Number(decoder.readInt64().toString());
        decoder.readInt64();
        decoder.readInt64();
        return { topic, partition, errorCode, baseOffset };
      });
    })
    .flat();
}
