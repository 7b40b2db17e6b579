import { MilepostError } from "@milepost/runtime";
import errors from "kafkajs/src/protocol/error.js";
import { alterTopicsRequest } from "./cluster-requests.ts";
import { askMetadata } from "./kafka-cluster.ts";
import { answerOf, logError } from "./kafka-errors.ts";
import { fetchEnds } from "./kafka-fetch.ts";
import type { KafkaReach } from "./kafka-fetch.ts";
import type { WantedTopic } from "./kafka-topics.ts";
import { send } from "./kafka-wire.ts";
import type { Address, KafkaBroker } from "./kafka-wire.ts";
import { untilAnswered } from "./until-answered.ts";

const TOPIC_RESOURCE = 2;
const CREATE_TIMEOUT_MS = 10_000;
/** Copies of a topic unless told otherwise, where there are so many brokers. */
const STANDARD_COPIES = 3;
/** What only a new topic gets: the broker's clock stamps records, so that nobody's wrong clock has them refused. */
const FIRST_SETTINGS = { "message.timestamp.type": "LogAppendTime" };

/** Creates topics; those that are there already are left as they are. Resolves once they have leaders. */
export async function createTopics(
  reach: KafkaReach,
  topics: readonly WantedTopic[],
  copies: number | undefined,
): Promise<void> {
  if (topics.length === 0) return;
  const patience = { timeoutMs: CREATE_TIMEOUT_MS, doing: "creating topics" };
  await untilAnswered(patience, () => askForTopics(reach, topics, copies));
  const partitions = topics.flatMap(({ topic, partitions: count }) =>
    Array.from({ length: count }, (_, partition) => ({ topic, partition })),
  );
  await untilAnswered(patience, () => fetchEnds(reach, partitions));
}

async function askForTopics(
  reach: KafkaReach,
  topics: readonly WantedTopic[],
  copies: number | undefined,
): Promise<void> {
  const { controller, brokers } = await controllerOf(reach);
  const replicationFactor = copies ?? Math.min(STANDARD_COPIES, brokers);
  const enough = replicationFactor >= STANDARD_COPIES ? { "min.insync.replicas": "2" } : {};
  const wanted = topics.map(({ topic, partitions, settings }) => ({
    topic,
    numPartitions: partitions,
    replicationFactor,
    configEntries: settingsOf({ ...settings, ...FIRST_SETTINGS, ...enough }),
  }));
  await reach.wire.ask(controller, async (broker) => {
    await broker.createTopics({ topics: wanted, timeout: CREATE_TIMEOUT_MS }).catch(refuseUnlessThere);
  });
}

/** kafkajs gathers what failed, topic by topic. */
function refuseUnlessThere(error: unknown): void {
  const failures = (error as { errors?: readonly (Error & { topic?: string })[] }).errors;
  if (failures === undefined) throw error;
  const failure = failures.find((each) => answerOf(each) !== "TOPIC_ALREADY_EXISTS");
  if (failure === undefined) return;
  const fewBrokers = answerOf(failure) === "INVALID_REPLICATION_FACTOR";
  const { code } = logError(failure, "creating topics");
  const fix = fewBrokers
    ? "Start as many brokers as it is to have copies, or ask for fewer copies (KAFKA_REPLICATION_FACTOR)"
    : "Give the user the right to create topics, or create it by hand (`milepost doctor` says how it must be)";
  throw new MilepostError(code, `The topic ${failure.topic} cannot be created: ${failure.message}. ${fix}`, {
    // A broker that has just started does not count yet.
    retryable: fewBrokers,
    cause: failure,
  });
}

/** Sets settings of topics, and leaves their others. */
export async function alterTopics(
  reach: KafkaReach,
  settings: ReadonlyMap<string, Readonly<Record<string, string>>>,
): Promise<void> {
  if (settings.size === 0) return;
  const { controller } = await controllerOf(reach);
  const altered = await reach.wire.ask(controller, (broker) => send(broker, alterTopicsRequest(settings)));
  const failed = altered.find(({ errorCode }) => errorCode !== 0);
  if (failed === undefined) return;
  const cause = errors.createErrorFromCode(failed.errorCode);
  const why = failed.message === "" ? cause.message : failed.message;
  throw new MilepostError(
    "config_invalid",
    `The settings of topic ${failed.topic} cannot be changed: ${why}. Give the user the right AlterConfigs on it, or change them by hand`,
    { cause },
  );
}

/** The settings of topics, by topic and name. */
export async function describeTopics(
  { wire }: KafkaReach,
  topics: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  if (topics.length === 0) return new Map();
  const resources = topics.map((name) => ({ type: TOPIC_RESOURCE, name }) as const);
  const described = await wire.ask("any", (broker: KafkaBroker) => broker.describeConfigs({ resources }));
  return new Map(
    described.resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue ?? ""])),
    ]),
  );
}

/** The broker that takes changes of topics, and how many brokers there are. */
export async function controllerOf({ wire }: KafkaReach): Promise<{
  readonly controller: Address | "any";
  readonly brokers: number;
}> {
  const { brokers, controllerId } = await wire.ask("any", askMetadata([]));
  const controller = brokers.find(({ nodeId }) => nodeId === controllerId);
  return {
    controller: controller === undefined ? "any" : { host: controller.host, port: controller.port },
    brokers: brokers.length,
  };
}

function settingsOf(
  settings: Readonly<Record<string, string>>,
): readonly { readonly name: string; readonly value: string }[] {
  return Object.entries(settings).map(([name, value]) => ({ name, value }));
}
