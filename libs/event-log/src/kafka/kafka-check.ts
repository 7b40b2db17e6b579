import { TOPICS } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import errors from "kafkajs/src/protocol/error.js";
import { liveOf } from "../generations/log-control.ts";
import { firstGeneration } from "../log-generation.ts";
import type { LogGeneration } from "../log-generation.ts";
import { groupRightsRequest } from "./cluster-requests.ts";
import type { TopicMetadata } from "./cluster-requests.ts";
import { alterTopics, createTopics, describeTopics } from "./kafka-admin.ts";
import { askMetadata, createKafkaCluster } from "./kafka-cluster.ts";
import { readControl, writeControl } from "./kafka-control.ts";
import { answerOf, logError } from "./kafka-errors.ts";
import type { KafkaReach } from "./kafka-fetch.ts";
import { KAFKA_LIMITS } from "./kafka-options.ts";
import type { KafkaLogOptions } from "./kafka-options.ts";
import { coordinatorOf } from "./kafka-offsets.ts";
import { controlTopic, createTopicNames, wantedTopics } from "./kafka-topics.ts";
import { filledTopic, lostControl } from "./lost-control.ts";
import { versionFinding } from "./kafka-versions.ts";
import { sealPartitions, withoutSizeLimit } from "./kafka-seal.ts";
import { createKafkaWire, send } from "./kafka-wire.ts";
import { groupFinding, topicFindings, wrongSettings } from "./topic-findings.ts";
import { untilAnswered } from "./until-answered.ts";

const TRANSACTION_TIMEOUT_MS = 60_000;
const UNKNOWN_TOPIC = 3;

/** One thing that was checked. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  /** What to do when it is not. */
  readonly fix?: string;
  /** True when it may mend without anybody's doing. */
  readonly passing?: boolean;
  /** True of what is made where the log is new. */
  readonly absent?: boolean;
}

/** Checks reach, version, topics and rights of a log on Kafka; changes nothing. */
export function checkKafka(options: KafkaLogOptions): Promise<readonly Finding[]> {
  return withReach(options, async (reach) => {
    try {
      const timeoutMs = options.limits?.readTimeoutMs ?? KAFKA_LIMITS.readTimeoutMs;
      return await untilAnswered({ timeoutMs, doing: "being checked" }, () => findings(reach, options));
    } catch (error) {
      const { message, retryable } = logError(error, "being checked");
      return [{ name: "kafka", ok: false, message, passing: retryable }];
    }
  });
}

export interface KafkaFix {
  /** True: topics whose records are lost are made as well, empty, so that a backup can be restored. */
  readonly lostTopics?: boolean;
}

/**
 * Creates the topics that a new log is missing and sets what is wrong in others; then checks. Rejects when it may not. A
 * topic that a live log has lost is not made unless that is asked for: an empty one would pass for the whole.
 */
export async function fixKafka(
  options: KafkaLogOptions,
  { lostTopics = false }: KafkaFix = {},
): Promise<readonly Finding[]> {
  await withReach(options, async (reach) => {
    try {
      await fix(reach, options, lostTopics);
    } catch (error) {
      throw logError(error, "being set up");
    }
  });
  return checkKafka(options);
}

/** Rejects with everything that is wrong, each with its way out. */
export function refuseUnfit(all: readonly Finding[]): void {
  const wrong = all.filter(({ ok }) => !ok);
  if (wrong.length === 0) return;
  const lines = wrong.map(
    ({ name, message, fix }) => `${name}: ${message}${fix === undefined ? "" : `; ${fix}`}`,
  );
  throw new MilepostError("config_invalid", `The log on Kafka cannot be used:\n  ${lines.join("\n  ")}`, {
    details: { problems: lines },
  });
}

/** Everything there is to say about a log; rejects when the brokers cannot be asked. */
export async function findings(reach: KafkaReach, options: KafkaLogOptions): Promise<readonly Finding[]> {
  const version = versionFinding(await reach.wire.ask("any", async (broker) => broker.versions));
  if (!version.ok) return [version];
  const state = await topicState(reach, options);
  const filled = state.isNew ? await filledTopic(reach, options.prefix) : undefined;
  if (filled !== undefined) return [version, lostControl(options.prefix, filled)];
  const described = state.topics.filter(({ errorCode }) => errorCode === 0).map(({ topic }) => topic);
  const settings = await settingsOf(reach, described);
  const topics = state.wanted.map((wanted) =>
    topicFindings(
      wanted,
      state.topics.find(({ topic }) => topic === wanted.topic),
      {
        settings: settings.get(wanted.topic),
        copies: options.replicationFactor,
        live: state.live?.generation,
      },
    ),
  );
  return [version, ...topics, ...(await groupFindings(reach, options)), await idempotentWrite(reach)];
}

/** What there is of a deployment's topics. */
interface TopicState {
  readonly live: LogGeneration | undefined;
  /** True where there is no control record yet: the log is to be begun. */
  readonly isNew: boolean;
  readonly wanted: ReturnType<typeof wantedTopics>;
  readonly topics: readonly TopicMetadata[];
}

/** Asks for the topics of the live generation, or of the first where none can be seen. */
export async function topicState(reach: KafkaReach, { prefix }: KafkaLogOptions): Promise<TopicState> {
  const control = await reach.wire.ask("any", askMetadata([controlTopic(prefix)]));
  const isThere = control.topics.some(({ errorCode }) => errorCode === 0);
  const isMissing = control.topics.some(({ errorCode }) => errorCode === UNKNOWN_TOPIC);
  const read = isThere ? await readControl(reach, prefix) : undefined;
  const live = read === undefined ? undefined : liveOf(read.control);
  const all = wantedTopics(prefix, live ?? firstGeneration(""));
  // What was sealed on purpose is not to be opened again.
  const wanted = read?.control.sealed === true ? all.map(withoutSizeLimit) : all;
  const { topics } = await reach.wire.ask("any", askMetadata(wanted.map(({ topic }) => topic)));
  return { live, isNew: isMissing || (isThere && live === undefined), wanted, topics };
}

async function fix(reach: KafkaReach, options: KafkaLogOptions, lostTopics: boolean): Promise<void> {
  const { isNew, wanted, topics } = await topicState(reach, options);
  const there = new Set(topics.filter(({ errorCode }) => errorCode === 0).map(({ topic }) => topic));
  const mayMake = isNew ? (await filledTopic(reach, options.prefix)) === undefined : lostTopics;
  const missing = mayMake ? wanted.filter(({ topic }) => !there.has(topic)) : [];
  await createTopics(reach, missing, options.replicationFactor);
  const settings = await settingsOf(reach, [...there]);
  const wrong = wanted.map(
    (topic) => [topic.topic, wrongSettings(topic, settings.get(topic.topic))] as const,
  );
  await alterTopics(reach, new Map(wrong.filter(([, each]) => Object.keys(each).length > 0)));
  if (!isNew && missing.length > 0) await sealLost(reach, options);
}

/** Lets a log whose topics were made again take nothing: what grew behind the hole would make it pass for whole. */
async function sealLost(reach: KafkaReach, { prefix, limits }: KafkaLogOptions): Promise<void> {
  const { sendTimeoutMs: timeoutMs } = { ...KAFKA_LIMITS, ...limits };
  const read = await readControl(reach, prefix);
  if (read === undefined) return;
  const { control, version } = read;
  const lost = { ...control, sealed: true, lost: true };
  if (!(await writeControl(reach, prefix, { control: lost, after: version, timeoutMs })))
    throw new MilepostError("conflict", "The log's control record was changed meanwhile; fix again");
  const names = createTopicNames(prefix, liveOf(control));
  const partitions = names.partitionsOf(TOPICS).map((partition) => names.kafkaPartition(partition));
  reach.cluster.forget();
  await sealPartitions(reach, partitions, timeoutMs);
}

/** Without the right to see them, settings are unknown. */
async function settingsOf(
  reach: KafkaReach,
  topics: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  try {
    return await describeTopics(reach, topics);
  } catch (error) {
    if (answerOf(error) === "TOPIC_AUTHORIZATION_FAILED") return new Map();
    throw error;
  }
}

async function groupFindings(
  { wire }: KafkaReach,
  { prefix, groups = [] }: KafkaLogOptions,
): Promise<readonly Finding[]> {
  const all: Finding[] = [];
  for (const group of groups) {
    const name = `${prefix}.${group}`;
    try {
      const at = await coordinatorOf(wire, name);
      const [rights] = await wire.ask(at, (broker) => send(broker, groupRightsRequest([name])));
      if (rights === undefined || rights.errorCode !== 0)
        throw errors.createErrorFromCode(rights?.errorCode ?? -1);
      all.push(groupFinding(name, rights.operations));
    } catch (error) {
      if (answerOf(error) !== "GROUP_AUTHORIZATION_FAILED") throw error;
      all.push(groupFinding(name, 0));
    }
  }
  return all;
}

async function idempotentWrite({ wire }: KafkaReach): Promise<Finding> {
  const name = "kafka idempotent write";
  try {
    await wire.ask("any", (broker) => broker.initProducerId({ transactionTimeout: TRANSACTION_TIMEOUT_MS }));
    return { name, ok: true, message: "this user may write each record once" };
  } catch (error) {
    if (answerOf(error) !== "CLUSTER_AUTHORIZATION_FAILED") throw error;
    const fixIt = "give it the right IdempotentWrite on the cluster";
    return { name, ok: false, message: "this user may not write each record once", fix: fixIt };
  }
}

async function withReach<Result>(
  options: KafkaLogOptions,
  use: (reach: KafkaReach) => Promise<Result>,
): Promise<Result> {
  const wire = createKafkaWire(options);
  try {
    return await use({ wire, cluster: createKafkaCluster(wire) });
  } finally {
    await wire.close();
  }
}
