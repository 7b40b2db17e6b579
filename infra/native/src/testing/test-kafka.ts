import { randomUUID } from "node:crypto";
import { Kafka, logLevel } from "kafkajs";
import type { Admin } from "kafkajs";
import { testServer } from "./test-server.ts";

const TOPIC_CONFIG = 2;

/** The run's Kafka, with a topic prefix of its own. */
export interface TestKafka {
  readonly brokers: readonly string[];
  readonly prefix: string;
  /** The topics with the prefix. */
  topics(): Promise<readonly string[]>;
  /** Sets what is set of a topic. */
  alter(topic: string, settings: Readonly<Record<string, string>>): Promise<void>;
  /** Removes a topic, as somebody by mistake does. */
  remove(topic: string): Promise<void>;
  /** Removes every topic with the prefix. */
  close(): Promise<void>;
}

/** Gives a part of the run's Kafka that nobody else uses. */
export async function openTestKafka(): Promise<TestKafka> {
  const url = await testServer("kafka");
  if (url === undefined) throw new Error("There is no Kafka: skip the suite");
  const brokers = url.split(",");
  const prefix = `test-${randomUUID()}`;
  const own = async (admin: Admin): Promise<string[]> =>
    (await admin.listTopics()).filter((topic) => topic.startsWith(`${prefix}.`));
  return {
    brokers,
    prefix,
    topics: () => asAdmin(brokers, own),
    alter: (topic, settings) =>
      asAdmin(brokers, async (admin) => {
        const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
        const resources = [{ type: TOPIC_CONFIG, name: topic, configEntries }];
        await admin.alterConfigs({ validateOnly: false, resources });
      }),
    remove: (topic) => asAdmin(brokers, (admin) => admin.deleteTopics({ topics: [topic] })),
    close: () =>
      asAdmin(brokers, async (admin) => {
        const topics = await own(admin);
        if (topics.length > 0) await admin.deleteTopics({ topics });
      }),
  };
}

async function asAdmin<Result>(brokers: string[], use: (admin: Admin) => Promise<Result>): Promise<Result> {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}
