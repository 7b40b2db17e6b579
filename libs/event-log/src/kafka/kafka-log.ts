import type { Topic } from "@milepost/contracts";
import { TOPICS } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import type { Consumer, ConsumeOptions, EventLog } from "../index.ts";
import type { LogGeneration } from "../log-generation.ts";
import { createOpenConsumers } from "../open-consumers.ts";
import { createKafkaAppends } from "./kafka-append.ts";
import { createKafkaCluster } from "./kafka-cluster.ts";
import { startKafkaConsumer } from "./kafka-consumer.ts";
import { readLiveGeneration } from "./kafka-control.ts";
import { logError } from "./kafka-errors.ts";
import type { KafkaReach } from "./kafka-fetch.ts";
import { readCommitted, readEnds } from "./kafka-offsets.ts";
import { KAFKA_LIMITS } from "./kafka-options.ts";
import type { KafkaLimits, KafkaLogOptions } from "./kafka-options.ts";
import { openGeneration } from "./open-generation.ts";
import { createKafkaProducer } from "./kafka-producer.ts";
import { readPartition } from "./kafka-read.ts";
import { controlTopic, createTopicNames } from "./kafka-topics.ts";
import type { TopicNames } from "./kafka-topics.ts";
import { refuseSealedAppend } from "./kafka-seal.ts";
import { createKafkaWatch } from "./kafka-watch.ts";
import { createKafkaWire } from "./kafka-wire.ts";
import { untilAnswered } from "./until-answered.ts";

export { checkKafka, fixKafka } from "./kafka-check.ts";
export type { Finding } from "./kafka-check.ts";
export type { KafkaLimits, KafkaLogOptions, KafkaSecurity } from "./kafka-options.ts";

/** All topics were there when the log was opened: one that is not there now is not about to come. */
const MISSING_TIMEOUT_MS = 1_500;

/**
 * Opens the log that lies on Kafka; makes its topics where the deployment is new. Rejects with `config_invalid` and the way
 * out when topics, rights or the brokers' version do not fit, with `log_unavailable` when no broker answers.
 */
export async function openKafkaLog(options: KafkaLogOptions): Promise<EventLog> {
  const limits = { ...KAFKA_LIMITS, ...options.limits };
  // Writes, reads and long questions each have connections of their own: none waits behind another.
  const [writing, reading, watching] = [newReach(options), newReach(options), newReach(options)];
  const closeAll = (): Promise<unknown> =>
    Promise.all([writing, reading, watching].map(({ wire }) => wire.close()));
  try {
    const live = await openGeneration(reading, options, limits.readTimeoutMs);
    return createLog({ options, limits, live, writing, reading, watching });
  } catch (error) {
    await closeAll();
    throw logError(error, "opening the log");
  }
}

function newReach(options: KafkaLogOptions): KafkaReach {
  const wire = createKafkaWire(options);
  return { wire, cluster: createKafkaCluster(wire) };
}

interface LogParts {
  readonly options: KafkaLogOptions;
  readonly limits: KafkaLimits;
  readonly live: LogGeneration;
  readonly writing: KafkaReach;
  readonly reading: KafkaReach;
  readonly watching: KafkaReach;
}

function createLog(parts: LogParts): EventLog {
  const { options, limits, live, writing, reading, watching } = parts;
  const names = createTopicNames(options.prefix, live);
  const watch = createKafkaWatch(watching, watchedPartitions(options.prefix, names));
  const appends = createKafkaAppends({ producer: createKafkaProducer(writing), names, limits });
  const consumers = createOpenConsumers();
  let closed = false;
  let closing: Promise<void> | undefined;

  const refuseWhenClosed = (): void => {
    if (closed) throw new MilepostError("log_closed", "The event log is closed");
  };
  const timeouts = { timeoutMs: limits.readTimeoutMs, missingTimeoutMs: MISSING_TIMEOUT_MS };
  const ask = <Answer>(doing: string, question: () => Promise<Answer>): Promise<Answer> =>
    untilAnswered({ ...timeouts, doing, isOver: () => closed }, async () => {
      refuseWhenClosed();
      return question();
    });
  const committed = (group: string, topics: readonly Topic[]): ReturnType<EventLog["committed"]> =>
    ask("reading committed offsets", () =>
      readCommitted({ wire: reading.wire, names, groupId: `${options.prefix}.${group}`, topics }),
    );
  const consume = (wanted: ConsumeOptions): Consumer => {
    refuseWhenClosed();
    const groupId = `${options.prefix}.${wanted.group}`;
    const readGroup = (): ReturnType<EventLog["committed"]> => committed(wanted.group, wanted.topics);
    const source = { connection: options, names, limits, groupId, readCommitted: readGroup };
    return consumers.add(wanted.group, () => startKafkaConsumer(source, wanted));
  };
  const close = async (): Promise<void> => {
    await consumers.close();
    closed = true;
    watch.close();
    await appends.drain();
    await Promise.all([writing, reading, watching].map(({ wire }) => wire.close()));
  };
  watchGeneration(parts, watch);

  return {
    ...live,
    append: async (records) => {
      refuseWhenClosed();
      if (records.length === 0) return [];
      const placed = await appends
        .append(records)
        .catch((error: unknown) =>
          refuseSealedAppend(error, { reach: reading, prefix: options.prefix, live }),
        );
      watch.notify(new Set(placed.map(({ topic }) => names.kafkaName(topic))));
      return placed;
    },
    read: (readOptions) =>
      readPartition(
        { ...reading, names, timeoutMs: limits.readTimeoutMs, check: refuseWhenClosed },
        readOptions,
      ),
    end: (topics) => ask("reading the log's end", () => readEnds(reading, names, topics)),
    committed,
    consume,
    watch: (topics, listener) =>
      watch.watch(
        topics.map((topic) => names.kafkaName(topic)),
        listener,
      ),
    close: () => (closing ??= close()),
  };
}

function watchedPartitions(
  prefix: string,
  names: TopicNames,
): readonly { readonly topic: string; readonly partition: number }[] {
  const partitions = names.partitionsOf(TOPICS).map((partition) => names.kafkaPartition(partition));
  return [...partitions, { topic: controlTopic(prefix), partition: 0 }];
}

/** Tells once when the control topic names another generation. */
function watchGeneration(
  { options, limits, live, reading }: LogParts,
  watch: ReturnType<typeof createKafkaWatch>,
): void {
  const { onGenerationChanged, prefix, logger } = options;
  if (onGenerationChanged === undefined) return;
  const patience = { timeoutMs: limits.readTimeoutMs, doing: "reading the log's generation" };
  let told = false;
  const look = async (): Promise<void> => {
    const found = await untilAnswered(patience, () => readLiveGeneration(reading, prefix));
    if (told || found === undefined || found.generation === live.generation) return;
    told = true;
    unwatch();
    onGenerationChanged(found.generation);
  };
  const unwatch = watch.watch([controlTopic(prefix)], () => {
    look().catch((error: unknown) => logger.info({ err: error }, "the log's generation is unknown for now"));
  });
}
