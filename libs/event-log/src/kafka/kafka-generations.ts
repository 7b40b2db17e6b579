import { TOPICS } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import errors from "kafkajs/src/protocol/error.js";
import type { GenerationStorage, RawRecord } from "../generations/generation-storage.ts";
import type { LogGeneration } from "../log-generation.ts";
import { outgoingRecord } from "./encode-batch.ts";
import { deleteTopicsRequest } from "./generation-requests.ts";
import { controllerOf, createTopics } from "./kafka-admin.ts";
import { createKafkaCluster } from "./kafka-cluster.ts";
import { readControl, writeControl } from "./kafka-control.ts";
import { answerOf, logError } from "./kafka-errors.ts";
import type { KafkaReach } from "./kafka-fetch.ts";
import { readEnds } from "./kafka-offsets.ts";
import { KAFKA_LIMITS } from "./kafka-options.ts";
import type { KafkaLogOptions } from "./kafka-options.ts";
import { createKafkaProducer } from "./kafka-producer.ts";
import type { KafkaProducer, OutgoingBatch } from "./kafka-producer.ts";
import { readPartition } from "./kafka-read.ts";
import { sealPartitions } from "./kafka-seal.ts";
import { controlTopic, createTopicNames, wantedTopics } from "./kafka-topics.ts";
import type { TopicNames } from "./kafka-topics.ts";
import { createKafkaWire, send } from "./kafka-wire.ts";
import { untilAnswered } from "./until-answered.ts";

const SEAL_TIMEOUT_MS = 10_000;
const GONE = "UNKNOWN_TOPIC_OR_PARTITION";

/** The generations of a log on Kafka: topics beside those of the log that is open. */
export function openKafkaGenerations(options: KafkaLogOptions): GenerationStorage {
  const { prefix, replicationFactor } = options;
  const { sendTimeoutMs, readTimeoutMs } = { ...KAFKA_LIMITS, ...options.limits };
  const wire = createKafkaWire(options);
  const reach: KafkaReach = { wire, cluster: createKafkaCluster(wire) };
  const producer = createKafkaProducer(reach);
  const ask = <Answer>(doing: string, question: () => Promise<Answer>): Promise<Answer> =>
    untilAnswered({ timeoutMs: readTimeoutMs, doing }, question);
  const namesOf = (generation: LogGeneration): TopicNames => createTopicNames(prefix, generation);

  return {
    readControl: async () => {
      const read = await ask("reading the control record", () => readControl(reach, prefix));
      if (read === undefined) throw new MilepostError("log_corrupt", `${controlTopic(prefix)} has no record`);
      return read;
    },
    writeControl: (control, version) =>
      writeControl(reach, prefix, { control, after: version, timeoutMs: sendTimeoutMs }),
    create: async (generation) => {
      const wanted = wantedTopics(prefix, generation).filter(({ topic }) => topic !== controlTopic(prefix));
      await createTopics(reach, wanted, replicationFactor).catch((error: unknown) => {
        throw logError(error, `creating the topics of generation ${generation.generation}`);
      });
    },
    remove: (generation) => {
      const names = namesOf(generation);
      return deleteTopics(
        reach,
        TOPICS.map((topic) => names.kafkaName(topic)),
      );
    },
    seal: async (generation) => {
      const names = namesOf(generation);
      const partitions = names.partitionsOf(TOPICS).map((partition) => names.kafkaPartition(partition));
      await ask("sealing the log", () => sealPartitions(reach, partitions, SEAL_TIMEOUT_MS));
    },
    ends: (generation, topics) =>
      ask("reading the log's end", () => readEnds(reach, namesOf(generation), topics)),
    read: (generation, wanted) =>
      readPartition(
        { ...reach, names: namesOf(generation), timeoutMs: readTimeoutMs, check: () => undefined },
        wanted,
      ),
    // Who was replaced finds the topics gone: their number is never used again.
    append: (generation, _worker, records) =>
      append(producer, { names: namesOf(generation), timeoutMs: sendTimeoutMs }, records),
    close: () => wire.close(),
  };
}

async function append(
  producer: KafkaProducer,
  { names, timeoutMs }: { readonly names: TopicNames; readonly timeoutMs: number },
  records: readonly RawRecord[],
): Promise<void> {
  const byPartition = Map.groupBy(records, ({ topic, partition }) => `${topic}/${partition}`);
  const batches: readonly OutgoingBatch[] = [...byPartition.values()].map((each) => {
    const [{ topic, partition }] = each as [RawRecord, ...RawRecord[]];
    const outgoing = each.map(({ key, text }) => outgoingRecord(key, text));
    return { ...names.kafkaPartition({ topic, partition }), records: outgoing };
  });
  for (const sent of (await producer.send(batches, timeoutMs)).values()) if (!sent.ok) throw sent.error;
}

async function deleteTopics(reach: KafkaReach, topics: readonly string[]): Promise<void> {
  const { controller } = await controllerOf(reach);
  const answers = await reach.wire.ask(controller, (broker) => send(broker, deleteTopicsRequest(topics)));
  reach.cluster.forget();
  for (const { topic, errorCode } of answers) {
    if (errorCode === 0) continue;
    const error = errors.createErrorFromCode(errorCode);
    if (answerOf(error) === GONE) continue;
    throw new MilepostError(
      "config_invalid",
      `Topic ${topic} cannot be removed: ${error.message}. Give the user the right Delete on it, or delete it by hand`,
      { cause: error },
    );
  }
}
