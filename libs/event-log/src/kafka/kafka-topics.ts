import { COMPACTED_TOPICS, TOPICS } from "@milepost/contracts";
import type { Topic } from "@milepost/contracts";
import type { KafkaPartition } from "./kafka-cluster.ts";
import { MAX_BATCH_BYTES } from "./kafka-options.ts";
import type { Partition } from "../index.ts";
import { partitionsOf } from "../log-generation.ts";
import type { LogGeneration } from "../log-generation.ts";

/** Room for a batch's own header. */
const BATCH_HEADER_BYTES = 64 * 1024;

/** A topic as it must be. */
export interface WantedTopic {
  readonly topic: string;
  readonly partitions: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** The name that Kafka knows a topic by. */
function topicName(prefix: string, topic: Topic, generation: number): string {
  return `${prefix}.${topic}.g${generation}`;
}

/** The topic that says which generation is live. */
export function controlTopic(prefix: string): string {
  return `${prefix}.generation`;
}

/** The topics of a generation, and the control topic. */
export function wantedTopics(
  prefix: string,
  { generation, partitions }: LogGeneration,
): readonly WantedTopic[] {
  const topics = TOPICS.map((topic) => ({
    topic: topicName(prefix, topic, generation),
    partitions: partitions[topic],
    settings: settingsOf(COMPACTED_TOPICS.includes(topic) ? "compact" : "delete"),
  }));
  return [{ topic: controlTopic(prefix), partitions: 1, settings: settingsOf("delete") }, ...topics];
}

function settingsOf(cleanupPolicy: string): Readonly<Record<string, string>> {
  return {
    "cleanup.policy": cleanupPolicy,
    "retention.ms": "-1",
    "retention.bytes": "-1",
    "max.message.bytes": String(MAX_BATCH_BYTES + BATCH_HEADER_BYTES),
  };
}

/** Turns the log's names of partitions into Kafka's and back, for one generation. */
export interface TopicNames {
  readonly live: LogGeneration;
  partitionsOf(topics: readonly Topic[]): readonly Partition[];
  kafkaName(topic: Topic): string;
  /** The log's topic; undefined for a topic that is not of this generation. */
  topicOf(kafkaTopic: string): Topic | undefined;
  isThere(partition: Partition): boolean;
  kafkaPartition(partition: Partition): KafkaPartition;
}

/** Names of one generation of a deployment's log. */
export function createTopicNames(prefix: string, live: LogGeneration): TopicNames {
  const name = (topic: Topic): string => topicName(prefix, topic, live.generation);
  const topics = new Map(TOPICS.map((topic) => [name(topic), topic]));
  return {
    live,
    partitionsOf: (wanted) => partitionsOf(live, wanted),
    kafkaName: name,
    topicOf: (kafkaTopic) => topics.get(kafkaTopic),
    isThere: ({ topic, partition }) => partition >= 0 && partition < live.partitions[topic],
    kafkaPartition: ({ topic, partition }) => ({ topic: name(topic), partition }),
  };
}

/** Whether a topic belongs to any generation of a deployment's log. */
export function isGenerationTopic(prefix: string, kafkaTopic: string): boolean {
  return TOPICS.some(
    (topic) =>
      kafkaTopic.startsWith(`${prefix}.${topic}.g`) &&
      /^\d+$/.test(kafkaTopic.slice(`${prefix}.${topic}.g`.length)),
  );
}
