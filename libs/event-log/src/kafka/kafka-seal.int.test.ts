import { TOPICS } from "@milepost/contracts";
import { openTestKafka } from "@milepost/native/testing/test-kafka";
import type { TestKafka } from "@milepost/native/testing/test-kafka";
import { testServer } from "@milepost/native/testing/test-server";
import { silentLogger, systemClock } from "@milepost/runtime";
import { Kafka, logLevel } from "kafkajs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLogGenerations } from "../generations/log-generations.ts";
import type { LogGenerations } from "../generations/log-generations.ts";
import type { EventLog } from "../index.ts";
import { sampleRecord } from "../log-under-test.ts";
import { probeRequest } from "./generation-requests.ts";
import { createKafkaCluster } from "./kafka-cluster.ts";
import { atLeaders } from "./kafka-fetch.ts";
import { openKafkaGenerations } from "./kafka-generations.ts";
import { checkKafka, fixKafka, openKafkaLog } from "./kafka-log.ts";
import type { KafkaLogOptions } from "./kafka-log.ts";
import { createTopicNames } from "./kafka-topics.ts";
import { createKafkaWire, send } from "./kafka-wire.ts";

const CORRUPT_MESSAGE = 2;
const MESSAGE_TOO_LARGE = 10;

describe.skipIf((await testServer("kafka")) === undefined)("a sealed log on Kafka", () => {
  let kafka: TestKafka;
  let options: KafkaLogOptions;
  let log: EventLog;
  let generations: LogGenerations;
  beforeEach(async () => {
    kafka = await openTestKafka();
    options = { brokers: kafka.brokers, prefix: kafka.prefix, logger: silentLogger() };
    log = await openKafkaLog(options);
    const storage = openKafkaGenerations(options);
    generations = createLogGenerations({ storage, worker: "one", clock: systemClock, silentMs: 0 });
  });
  afterEach(async () => {
    await generations.close();
    await log.close();
    await kafka.close();
  });

  /** Every answer that probing all partitions of the live generation gives. */
  const probe = async (): Promise<ReadonlySet<number>> => {
    const wire = createKafkaWire(options);
    const reach = { wire, cluster: createKafkaCluster(wire) };
    const names = createTopicNames(kafka.prefix, log);
    const partitions = names.partitionsOf(TOPICS).map((one) => names.kafkaPartition(one));
    const answers = await atLeaders(reach, partitions, (address, led) =>
      wire.ask(address, (broker) => send(broker, probeRequest(led))),
    );
    await wire.close();
    return new Set(answers.flat().map(({ errorCode }) => errorCode));
  };
  const seal = async (): Promise<void> => {
    const { partitions } = log;
    const attempt = await generations.begin({ partitions, origin: { kind: "generation", generation: 1 } });
    await attempt.seal();
  };

  test("a probe says whether a partition takes appends, and is never one itself", async () => {
    await log.append([sampleRecord("a", "1")]);
    const end = await log.end(TOPICS);
    expect([...(await probe())]).toEqual([CORRUPT_MESSAGE]);
    await seal();
    expect([...(await probe())]).toEqual([MESSAGE_TOO_LARGE]);
    expect(await log.end(TOPICS)).toEqual(end);
  });

  test("the brokers refuse whoever appends, also a client that knows nothing of generations", async () => {
    await seal();
    const client = new Kafka({
      brokers: [...kafka.brokers],
      logLevel: logLevel.NOTHING,
      retry: { retries: 0 },
    });
    const producer = client.producer();
    await producer.connect();
    const sent = producer.send({ topic: `${kafka.prefix}.runs.g1`, messages: [{ value: "x" }] });
    await expect(sent).rejects.toMatchObject({ type: "MESSAGE_TOO_LARGE" });
    await producer.disconnect();
  });

  test("it passes the check, is opened for reading, and is not opened again for appends by mending it", async () => {
    await seal();
    expect((await checkKafka(options)).filter(({ ok }) => !ok)).toEqual([]);
    expect((await fixKafka(options)).filter(({ ok }) => !ok)).toEqual([]);
    expect([...(await probe())]).toEqual([MESSAGE_TOO_LARGE]);
    const another = await openKafkaLog(options);
    await expect(another.append([sampleRecord("a", "1")])).rejects.toMatchObject({ code: "log_unavailable" });
    expect(await another.end(["strategy"])).toEqual({ "strategy/0": 0 });
    await another.close();
  });
});
