import { randomUUID } from "node:crypto";
import { Kafka, logLevel } from "kafkajs";
import { testServer } from "./test-server.ts";

/** The run's Kafka, with a topic prefix of its own. */
export interface TestKafka {
  readonly brokers: readonly string[];
  readonly prefix: string;
  /** Removes every topic with the prefix. */
  close(): Promise<void>;
}

/** Gives a part of the run's Kafka that nobody else uses. */
export async function openTestKafka(): Promise<TestKafka> {
  const url = await testServer("kafka");
  if (url === undefined) throw new Error("There is no Kafka: skip the suite");
  const brokers = url.split(",");
  const prefix = `test-${randomUUID()}`;
  return { brokers, prefix, close: () => removeTopics(brokers, prefix) };
}

async function removeTopics(brokers: string[], prefix: string): Promise<void> {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(`${prefix}.`));
    if (topics.length > 0) await admin.deleteTopics({ topics });
  } finally {
    await admin.disconnect();
  }
}
