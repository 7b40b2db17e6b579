import { openTestKafka } from "@milepost/native/testing/test-kafka";
import type { TestKafka } from "@milepost/native/testing/test-kafka";
import { testServer } from "@milepost/native/testing/test-server";
import { silentLogger } from "@milepost/runtime";
import { Kafka, logLevel } from "kafkajs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ConsumerTrouble, EventLog } from "../index.ts";
import { consumeOptions, idOf, sampleRecord } from "../log-under-test.ts";
import { openKafkaLog } from "./kafka-log.ts";

const FEW_TRIES = 5;
/** Their pauses double from a tenth of a second on. */
const FEW_TRIES_AT_LEAST_MS = 1_400;
const PATIENCE = { timeout: 30_000 };
const LONGER_THAN_KAFKA_ALLOWS_MS = 3_600_000;

describe.skipIf((await testServer("kafka")) === undefined)("a consumer on Kafka that gets no records", () => {
  let kafka: TestKafka;
  let log: EventLog;
  let told: (ConsumerTrouble | undefined)[] = [];
  beforeEach(async () => {
    kafka = await openTestKafka();
    told = [];
  });
  afterEach(async () => {
    await log.close();
    await kafka.close();
  });
  const open = async (limits = {}): Promise<void> => {
    log = await openKafkaLog({ ...kafka, logger: silentLogger(), limits });
  };
  const consume = (): void =>
    void log.consume(
      consumeOptions({ group: "g", topics: ["strategy"], onTrouble: (trouble) => told.push(trouble) }),
    );
  const failedOften = (): Promise<ConsumerTrouble> =>
    vi.waitFor(() => {
      const last = told.at(-1);
      expect(last?.failures).toBeGreaterThanOrEqual(FEW_TRIES);
      return last as ConsumerTrouble;
    }, PATIENCE);

  test("tells of a group that stands above the end of its partition, and once it goes on", async () => {
    await open();
    await log.append([sampleRecord("k", "1", "strategy")]);
    const admin = new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const stand = { topic: `${kafka.prefix}.strategy.g1`, partitions: [{ partition: 0, offset: "2" }] };
    await admin.setOffsets({ groupId: `${kafka.prefix}.g`, ...stand });
    await admin.disconnect();
    consume();
    expect((await failedOften()).reason).toMatch(/stands at offset 2 of .*strategy\.g1.*ends at 1.*restore/);
    await log.append(["2", "3"].map((id) => sampleRecord("k", id, "strategy")));
    await vi.waitFor(() => expect(told.at(-1)).toBeUndefined(), PATIENCE);
    expect(told.map((trouble) => trouble?.failures)).toEqual([
      ...Array.from({ length: told.length - 1 }, (_, index) => index + 1),
      undefined,
    ]);
  });

  test("names the setting whose session timeout the brokers refuse", async () => {
    await open({ sessionTimeoutMs: LONGER_THAN_KAFKA_ALLOWS_MS });
    consume();
    const { reason } = await failedOften();
    expect(reason).toContain("KAFKA_SESSION_TIMEOUT_MS");
    expect(reason).toContain("group.min.session.timeout.ms");
  });

  test("names a topic that is gone", async () => {
    await open();
    const admin = new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [`${kafka.prefix}.strategy.g1`] });
    await admin.disconnect();
    consume();
    expect((await failedOften()).reason).toContain(`${kafka.prefix}.strategy.g1 is not there`);
  });

  test("goes on with its other topics when one is lost, and looks for that in pauses, however much comes", async () => {
    await open();
    const taken = new Set<string>();
    const missedAtMs: number[] = [];
    log.consume(
      consumeOptions({
        group: "g",
        topics: ["strategy", "observations"],
        onBatch: async (records) => records.forEach((record) => taken.add(idOf(record))),
        onTrouble: (trouble) => {
          if (trouble?.reason.includes("is not there") === true) missedAtMs.push(performance.now());
        },
      }),
    );
    const appendAndTake = async (id: string): Promise<void> => {
      await log.append([sampleRecord("k", id)]);
      await vi.waitFor(() => expect(taken).toContain(id), { ...PATIENCE, interval: 1 });
    };
    await appendAndTake("first");
    const admin = new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [`${kafka.prefix}.strategy.g1`] });
    await admin.disconnect();
    for (let next = 0; missedAtMs.length < FEW_TRIES; next += 1) await appendAndTake(`${next}`);
    const [first = 0] = missedAtMs;
    expect((missedAtMs[FEW_TRIES - 1] ?? 0) - first).toBeGreaterThan(FEW_TRIES_AT_LEAST_MS);
  });
});
