import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import type { Decoder as KafkaDecoder, ProtocolRequest } from "kafkajs/src/milepost-types.js";

// Requests that kafkajs lacks, or does not read to the end. The highest versions without "flexible" fields.
const METADATA = { apiKey: 3, apiVersion: 8, apiName: "Metadata" };
const DESCRIBE_GROUPS = { apiKey: 15, apiVersion: 3, apiName: "DescribeGroups" };
const INCREMENTAL_ALTER_CONFIGS = { apiKey: 44, apiVersion: 0, apiName: "IncrementalAlterConfigs" };
const TOPIC_RESOURCE = 2;
const SET_VALUE = 0;
/** The length of an array that is not there. */
const ALL_TOPICS = -1;

/** What the brokers say of themselves and of topics. */
export interface ClusterMetadata {
  readonly brokers: readonly BrokerMetadata[];
  /** Node that takes changes. */
  readonly controllerId: number;
  readonly topics: readonly TopicMetadata[];
}

interface BrokerMetadata {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
}

export interface TopicMetadata {
  /** Code of the protocol; 0 is fine. */
  readonly errorCode: number;
  readonly topic: string;
  readonly partitions: readonly PartitionMetadata[];
  /** One bit an operation that this user may do. */
  readonly operations: number;
}

export interface PartitionMetadata {
  readonly partition: number;
  /** Node id; -1 while there is none. */
  readonly leader: number;
  readonly replicas: readonly number[];
}

/**
 * Asks for topics by name, with what this user may do to them; unknown ones come back with an error code. "all" asks for
 * those that this user may see.
 */
export function metadataRequest(topics: readonly string[] | "all"): ProtocolRequest<ClusterMetadata> {
  return request(
    METADATA,
    () =>
      (topics === "all" ? new Encoder().writeInt32(ALL_TOPICS) : new Encoder().writeArray(topics))
        .writeBoolean(false)
        .writeBoolean(false)
        .writeBoolean(true),
    (decoder) => {
      decoder.readInt32();
      const brokers = decoder.readArray(readBroker);
      decoder.readString();
      const controllerId = decoder.readInt32();
      return { brokers, controllerId, topics: decoder.readArray(readTopic) };
    },
  );
}

function readBroker(decoder: KafkaDecoder): BrokerMetadata {
  const broker = { nodeId: decoder.readInt32(), host: decoder.readString() ?? "", port: decoder.readInt32() };
  decoder.readString();
  return broker;
}

function readTopic(decoder: KafkaDecoder): TopicMetadata {
  const errorCode = decoder.readInt16();
  const topic = decoder.readString() ?? "";
  decoder.readBoolean();
  const partitions = decoder.readArray(readPartition);
  return { errorCode, topic, partitions, operations: decoder.readInt32() };
}

function readPartition(decoder: KafkaDecoder): PartitionMetadata {
  decoder.readInt16();
  const partition = decoder.readInt32();
  const leader = decoder.readInt32();
  decoder.readInt32();
  const replicas = decoder.readArray((each) => each.readInt32());
  decoder.readArray((each) => each.readInt32());
  decoder.readArray((each) => each.readInt32());
  return { partition, leader, replicas };
}

/** What this user may do to a group. */
interface GroupRights {
  readonly errorCode: number;
  readonly operations: number;
}

/** Asks what this user may do to groups, whether or not they are there. */
export function groupRightsRequest(groups: readonly string[]): ProtocolRequest<readonly GroupRights[]> {
  return request(
    DESCRIBE_GROUPS,
    () => new Encoder().writeArray(groups).writeBoolean(true),
    (decoder) => {
      decoder.readInt32();
      return decoder.readArray(readGroup);
    },
  );
}

function readGroup(decoder: KafkaDecoder): GroupRights {
  const errorCode = decoder.readInt16();
  for (let text = 0; text < 4; text += 1) decoder.readString();
  decoder.readArray((member) => {
    for (let name = 0; name < 3; name += 1) member.readString();
    member.readBytes();
    member.readBytes();
  });
  return { errorCode, operations: decoder.readInt32() };
}

/** The outcome of setting a topic's configuration. */
export interface AlteredTopic {
  readonly topic: string;
  readonly errorCode: number;
  readonly message: string;
}

/** Sets some settings of topics and leaves their others. */
export function alterTopicsRequest(
  topics: ReadonlyMap<string, Readonly<Record<string, string>>>,
): ProtocolRequest<readonly AlteredTopic[]> {
  const settingOf = ([name, value]: readonly [string, string]): InstanceType<typeof Encoder> =>
    new Encoder().writeString(name).writeInt8(SET_VALUE).writeString(value);
  const resources = [...topics].map(([topic, settings]) =>
    new Encoder()
      .writeInt8(TOPIC_RESOURCE)
      .writeString(topic)
      .writeArray(Object.entries(settings).map(settingOf)),
  );
  return request(
    INCREMENTAL_ALTER_CONFIGS,
    () => new Encoder().writeArray(resources).writeBoolean(false),
    (decoder) => {
      decoder.readInt32();
      return decoder.readArray((each) => {
        const errorCode = each.readInt16();
        const message = each.readString() ?? "";
        each.readInt8();
        return { topic: each.readString() ?? "", errorCode, message };
      });
    },
  );
}

function request<Answer>(
  api: { readonly apiKey: number; readonly apiVersion: number; readonly apiName: string },
  encode: () => InstanceType<typeof Encoder>,
  read: (decoder: KafkaDecoder) => Answer,
): ProtocolRequest<Answer> {
  return {
    request: { ...api, encode: async () => encode() },
    response: { decode: async (payload) => read(new Decoder(payload)), parse: async (answer) => answer },
  };
}
