import { openTestKafka } from "@milepost/native/testing/test-kafka";
import type { TestKafka } from "@milepost/native/testing/test-kafka";
import { testServer } from "@milepost/native/testing/test-server";
import { silentLogger } from "@milepost/runtime";
import { Kafka, logLevel } from "kafkajs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sampleRecord } from "../log-under-test.ts";
import { createKafkaCluster } from "./kafka-cluster.ts";
import { readControl, writeControl } from "./kafka-control.ts";
import { openKafkaLog } from "./kafka-log.ts";
import type { KafkaLogOptions } from "./kafka-log.ts";
import { createKafkaWire } from "./kafka-wire.ts";

const TIMEOUT_MS = 10_000;

describe.skipIf((await testServer("kafka")) === undefined)("the live generation on Kafka", () => {
  let kafka: TestKafka;
  let options: KafkaLogOptions;
  beforeEach(async () => {
    kafka = await openTestKafka();
    options = { brokers: kafka.brokers, prefix: kafka.prefix, logger: silentLogger() };
  });
  afterEach(async () => kafka.close());

  test("processes that begin a log at the same time agree on whose it is", async () => {
    const logs = await Promise.all(Array.from({ length: 4 }, () => openKafkaLog(options)));
    expect(new Set(logs.map(({ deployment }) => deployment)).size).toBe(1);
    expect(logs.map(({ generation }) => generation)).toEqual([1, 1, 1, 1]);
    await Promise.all(logs.map((log) => log.close()));
  });

  test("whoever has the log open is told once when another generation goes live", async () => {
    const told: number[] = [];
    const news = Promise.withResolvers<void>();
    const onGenerationChanged = (generation: number): void => {
      told.push(generation);
      news.resolve();
    };
    const log = await openKafkaLog({ ...options, onGenerationChanged });
    const wire = createKafkaWire(options);
    const reach = { wire, cluster: createKafkaCluster(wire) };
    const write = async (generation: number): Promise<void> => {
      const read = await readControl(reach, kafka.prefix);
      if (read === undefined) throw new Error("there is no control record");
      const control = { ...read.control, generation };
      await writeControl(reach, kafka.prefix, { control, after: read.version, timeoutMs: TIMEOUT_MS });
    };
    await write(1);
    await write(2);
    await news.promise;
    await write(2);
    await log.append([sampleRecord("a", "1")]);
    expect(told).toEqual([2]);
    await wire.close();
    await log.close();
  });

  test("a log that lost its control topic is refused, for its records would be passed over", async () => {
    const log = await openKafkaLog(options);
    await log.append([sampleRecord("a", "1")]);
    await log.close();
    const admin = new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [`${kafka.prefix}.generation`] });
    await admin.disconnect();
    const refused = await openKafkaLog(options).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "config_invalid" });
    expect(String(refused)).toMatch(/observations\.g1 has records, but .*generation.*MILEPOST_TOPIC_PREFIX/);
  });
});
