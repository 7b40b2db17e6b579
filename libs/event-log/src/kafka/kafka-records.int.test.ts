import { openTestKafka } from "@milepost/native/testing/test-kafka";
import type { TestKafka } from "@milepost/native/testing/test-kafka";
import { testServer } from "@milepost/native/testing/test-server";
import { silentLogger } from "@milepost/runtime";
import { CompressionTypes, Kafka, logLevel } from "kafkajs";
import type { Transaction } from "kafkajs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { EventLog, LogRecord } from "../index.ts";
import { consumeOptions, readAll, sampleEvent, sampleRecord } from "../log-under-test.ts";
import { openKafkaLog } from "./kafka-log.ts";

describe.skipIf((await testServer("kafka")) === undefined)("records that others put into Kafka", () => {
  let kafka: TestKafka;
  let client: Kafka;
  let log: EventLog;
  let topic = "";
  beforeEach(async () => {
    kafka = await openTestKafka();
    const { brokers, prefix } = kafka;
    client = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
    log = await openKafkaLog({ brokers, prefix, logger: silentLogger() });
    topic = `${prefix}.strategy.g1`;
  });
  afterEach(async () => {
    await log.close();
    await kafka.close();
  });

  test("a value that is no JSON is delivered as text without a value, and what follows is read", async () => {
    await log.append([sampleRecord("k", "first", "strategy")]);
    const producer = client.producer();
    await producer.connect();
    const messages = [
      { key: "k", value: '{"id": "cut o' },
      { key: null, value: "no key" },
      { key: "gone", value: null },
    ];
    await producer.send({ topic, messages });
    await producer.disconnect();
    await log.append([sampleRecord("k", "last", "strategy")]);
    const records = await consumeAll(log);
    expect(records.map(({ offset, key, text, value }) => ({ offset, key, text, value })).slice(1, 4)).toEqual(
      [
        { offset: 1, key: "k", text: '{"id": "cut o', value: undefined },
        { offset: 2, key: "", text: "no key", value: undefined },
        { offset: 3, key: "gone", text: "", value: undefined },
      ],
    );
    expect(records.at(-1)?.value).toEqual(sampleEvent("last"));
  });

  test("what a transaction took back is never seen, and its marks leave only gaps", async () => {
    const producer = client.producer({
      transactionalId: kafka.prefix,
      maxInFlightRequests: 1,
      idempotent: true,
    });
    await producer.connect();
    const send = async (value: string, end: (transaction: Transaction) => Promise<void>): Promise<void> => {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ key: "k", value: `"${value}"` }] });
      await end(transaction);
    };
    await send("kept", (transaction) => transaction.commit());
    await send("taken back", (transaction) => transaction.abort());
    await log.append([sampleRecord("k", "between", "strategy")]);
    await send("kept, too", (transaction) => transaction.commit());
    await send("taken back, too", (transaction) => transaction.abort());
    await producer.disconnect();
    const values = (records: readonly LogRecord[]): readonly unknown[] =>
      records.map(({ value }) => (typeof value === "string" ? value : (value as { id: string }).id));
    const expected = ["kept", "between", "kept, too"];
    expect(values(await readAll(log, "strategy"))).toEqual(expected);
    // The consumer reaches the end, though the last offsets hold nothing to deliver.
    expect(values(await consumeAll(log))).toEqual(expected);
  });

  test("compressed batches are read like others", async () => {
    const producer = client.producer();
    await producer.connect();
    const messages = Array.from({ length: 50 }, (_, index) => ({ key: "k", value: `${index}` }));
    await producer.send({ topic, messages, compression: CompressionTypes.GZIP });
    await producer.disconnect();
    const records = await readAll(log, "strategy");
    expect(records.map(({ value }) => value)).toEqual(messages.map((_, index) => index));
    expect(await readFrom(log, 47)).toEqual([47, 48, 49]);
  });
});

/** Everything in `strategy`, as a new group gets it, up to the end. */
async function consumeAll(log: EventLog): Promise<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  const onBatch = async (batch: readonly LogRecord[]): Promise<void> => void records.push(...batch);
  const consumer = log.consume(consumeOptions({ group: "all", topics: ["strategy"], onBatch }));
  await consumer.waitFor(await log.end(["strategy"]));
  return records;
}

async function readFrom(log: EventLog, from: number): Promise<readonly number[]> {
  const offsets: number[] = [];
  for await (const records of log.read({ topic: "strategy", partition: 0, from, to: 1_000 })) {
    offsets.push(...records.map(({ offset }) => offset));
  }
  return offsets;
}
