import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import type { ProtocolRequest } from "kafkajs/src/milepost-types.js";
import type { KafkaPartition } from "./kafka-cluster.ts";

// The highest versions without "flexible" fields.
const DELETE_TOPICS = { apiKey: 20, apiVersion: 3, apiName: "DeleteTopics" };
const PRODUCE = { apiKey: 0, apiVersion: 7, apiName: "Produce" };
const DELETE_TIMEOUT_MS = 10_000;
const PROBE_TIMEOUT_MS = 5_000;
const LEADER_ONLY = 1;
const HEADER_BYTES = 61;
const MAGIC = 2;

/** What became of a topic, or of a partition's probe: a code of the protocol; 0 is fine. */
interface TopicAnswer {
  readonly topic: string;
  readonly errorCode: number;
}

/** Removes topics. */
export function deleteTopicsRequest(topics: readonly string[]): ProtocolRequest<readonly TopicAnswer[]> {
  return {
    request: {
      ...DELETE_TOPICS,
      encode: async () => new Encoder().writeArray(topics).writeInt32(DELETE_TIMEOUT_MS),
    },
    response: {
      decode: async (payload) => {
        const decoder = new Decoder(payload);
        decoder.readInt32();
        return decoder.readArray((each) => ({ topic: each.readString() ?? "", errorCode: each.readInt16() }));
      },
      parse: async (answer) => answer,
    },
  };
}

/**
 * Asks the leader to append a batch whose checksum is wrong: it is never appended, and the answer says at which check it
 * failed. The size is checked before the checksum.
 */
export function probeRequest(
  partitions: readonly KafkaPartition[],
): ProtocolRequest<readonly (KafkaPartition & { readonly errorCode: number })[]> {
  return {
    request: { ...PRODUCE, encode: async () => encodeProbe(partitions) },
    response: { decode: async (payload) => decodeProbe(payload), parse: async (answer) => answer },
  };
}

function encodeProbe(partitions: readonly KafkaPartition[]): InstanceType<typeof Encoder> {
  const batch = brokenBatch();
  const topics = [...Map.groupBy(partitions, ({ topic }) => topic)].map(([topic, each]) =>
    new Encoder()
      .writeString(topic)
      .writeArray(each.map(({ partition }) => new Encoder().writeInt32(partition).writeBytes(batch))),
  );
  return new Encoder()
    .writeString(null)
    .writeInt16(LEADER_ONLY)
    .writeInt32(PROBE_TIMEOUT_MS)
    .writeArray(topics);
}

function decodeProbe(payload: Buffer): readonly (KafkaPartition & { readonly errorCode: number })[] {
  const topics = new Decoder(payload).readArray((each) => {
    const topic = each.readString() ?? "";
    return each.readArray((decoder) => {
      const partition = decoder.readInt32();
      const errorCode = decoder.readInt16();
      decoder.readInt64();
      decoder.readInt64();
      decoder.readInt64();
      return { topic, partition, errorCode };
    });
  });
  return topics.flat();
}

/** One record batch of format 2 with one record and the checksum 0, which is not its own. */
function brokenBatch(): Buffer {
  const record = Buffer.from([0x0e, 0, 0, 0, 0x01, 0x02, 0x20, 0]);
  const buffer = Buffer.alloc(HEADER_BYTES + record.length);
  buffer.writeInt32BE(buffer.length - 12, 8);
  buffer.writeInt32BE(-1, 12);
  buffer.writeInt8(MAGIC, 16);
  buffer.writeBigInt64BE(-1n, 43);
  buffer.writeInt16BE(-1, 51);
  buffer.writeInt32BE(-1, 53);
  buffer.writeInt32BE(1, 57);
  record.copy(buffer, HEADER_BYTES);
  return buffer;
}
