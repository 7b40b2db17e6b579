import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nativeKafkaIsPossible, startNativeKafka } from "@milepost/native/testing/native-kafka";
import type { NativeServer } from "@milepost/native/testing/native-kafka";
import { silentLogger } from "@milepost/runtime";
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  Kafka,
  logLevel,
  ResourcePatternTypes,
} from "kafkajs";
import type { Admin } from "kafkajs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { EventLog } from "../index.ts";
import { consumeOptions, readAll, sampleRecord } from "../log-under-test.ts";
import { checkKafka, fixKafka, openKafkaLog } from "./kafka-log.ts";
import type { KafkaLogOptions } from "./kafka-log.ts";

const USERS = ["root", "app", "poor"];
const JAAS =
  "org.apache.kafka.common.security.plain.PlainLoginModule required username=root password=root-secret";
const TOPIC_CONFIG = 2;
/** The smallest that Kafka allows, and a text that leaves no room for an empty batch beside its own. */
const SEGMENT_BYTES = "1048576";
const FULL_SEGMENT = "x".repeat(1_048_470);

/** A broker that asks who one is, and lets only `root` do everything. */
const GUARDED = {
  "listener.security.protocol.map": "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
  "sasl.enabled.mechanisms": "PLAIN",
  "sasl.mechanism.inter.broker.protocol": "PLAIN",
  "listener.name.plaintext.plain.sasl.jaas.config": `${JAAS} ${USERS.map((user) => `user_${user}=${user}-secret`).join(" ")};`,
  "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
  "super.users": "User:root;User:ANONYMOUS",
  // Compaction comes soon.
  "log.cleaner.backoff.ms": "100",
};

describe.skipIf(!(await nativeKafkaIsPossible()))("what is asked of the surroundings on Kafka", () => {
  let dir = "";
  let broker: NativeServer;
  let client: Kafka;
  let admin: Admin;
  let prefix = "";
  let log: EventLog | undefined;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "milepost-kafka-"));
    broker = await startNativeKafka({ dir, properties: GUARDED });
    const sasl = { mechanism: "plain", username: "root", password: "root-secret" } as const;
    client = new Kafka({ brokers: [broker.url], sasl, logLevel: logLevel.NOTHING });
    admin = client.admin();
    await admin.connect();
  });
  afterAll(async () => {
    await admin.disconnect();
    await broker.stop();
    await rm(dir, { recursive: true, force: true });
  });
  let deployment = 0;
  beforeEach(() => {
    prefix = `check-${(deployment += 1)}`;
  });
  afterEach(async () => {
    await log?.close();
    log = undefined;
  });
  const optionsOf = (user: string, password = `${user}-secret`): KafkaLogOptions => ({
    brokers: [broker.url],
    prefix,
    groups: ["projector"],
    logger: silentLogger(),
    security: { sasl: { mechanism: "plain", username: user, password } },
  });
  const open = async (user: string): Promise<EventLog> => (log = await openKafkaLog(optionsOf(user)));
  const make = async (): Promise<void> => {
    await (await open("root")).close();
  };
  const writeOnce = async (topic: string, key: string, text: string): Promise<void> => {
    const producer = client.producer({ idempotent: true });
    await producer.connect();
    await producer.send({ topic, messages: [{ key, value: JSON.stringify(text) }] });
    await producer.disconnect();
  };
  const alter = (topic: string, settings: Readonly<Record<string, string>>): Promise<unknown> =>
    admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: TOPIC_CONFIG,
          name: `${prefix}.${topic}`,
          configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
        },
      ],
    });

  test("more copies than brokers are refused once no broker joined in time, and may be tried again", async () => {
    const opened = openKafkaLog({ ...optionsOf("root"), replicationFactor: 2 });
    await expect(opened).rejects.toMatchObject({
      retryable: true,
      message: expect.stringContaining("KAFKA_REPLICATION_FACTOR"),
    });
  });

  test("a fresh deployment passes the check once it was opened, and before it says what is missing", async () => {
    const before = await checkKafka(optionsOf("root"));
    const missing = before.filter(({ ok }) => !ok).map(({ message }) => message);
    expect(missing).toEqual(Array.from({ length: 8 }, () => "is not there"));
    await make();
    const after = await checkKafka(optionsOf("root"));
    expect(after.filter(({ ok }) => !ok)).toEqual([]);
    expect(after.map(({ name }) => name)).toContain(`topic ${prefix}.observations.g1`);
  });

  test("wrong settings are refused by topic, setting, found and wanted value, and are put right on request", async () => {
    await make();
    await alter("observations.g1", { "retention.ms": "604800000", "cleanup.policy": "compact" });
    await alter("people.g1", {
      "cleanup.policy": "delete",
      "retention.ms": "-1",
      "max.message.bytes": "1000",
    });
    const refused = await openKafkaLog(optionsOf("root")).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "config_invalid", retryable: false });
    const words = String(refused);
    expect(words).toContain(`topic ${prefix}.observations.g1: cleanup.policy is compact, must be delete`);
    expect(words).toContain("retention.ms is 604800000, must be -1");
    expect(words).toContain(`topic ${prefix}.people.g1: cleanup.policy is delete, must be compact`);
    expect(words).toContain("max.message.bytes is 1000, must be 16842752");
    expect(words).toContain("run `milepost doctor --fix`");
    const fixed = await fixKafka(optionsOf("root"));
    expect(fixed.filter(({ ok }) => !ok)).toEqual([]);
    await open("root");
  });

  test("a topic that is gone or has other partitions is refused; what a live log has lost is made again only where that is asked for", async () => {
    await make();
    await admin.createPartitions({ topicPartitions: [{ topic: `${prefix}.runs.g1`, count: 3 }] });
    await admin.deleteTopics({ topics: [`${prefix}.assessments.g1`] });
    const words = String(await openKafkaLog(optionsOf("root")).catch((error: unknown) => error));
    expect(words).toContain(
      `topic ${prefix}.assessments.g1: is not there, but generation 1 is live: its records are lost; restore a backup`,
    );
    expect(words).toContain(
      `topic ${prefix}.runs.g1: has 3 partitions, must have 1; partitions are changed by`,
    );
    const wrongTopics = (findings: Awaited<ReturnType<typeof fixKafka>>): readonly string[] =>
      findings.filter(({ ok }) => !ok).map(({ name }) => name);
    const both = [`topic ${prefix}.assessments.g1`, `topic ${prefix}.runs.g1`];
    const refused = await fixKafka(optionsOf("root"));
    expect(wrongTopics(refused)).toEqual(both);
    expect(refused.some(({ absent }) => absent === true)).toBe(false);
    expect(wrongTopics(await fixKafka(optionsOf("root"), { lostTopics: true }))).toEqual(both.slice(1));
  });

  test("a log that lost its control topic is begun anew neither by opening nor by mending it", async () => {
    const used = await open("root");
    await used.append([sampleRecord("a", "1")]);
    await admin.deleteTopics({ topics: [`${prefix}.generation`] });
    const control = { name: `topic ${prefix}.generation`, message: expect.stringContaining("has records") };
    const wrong = (await fixKafka(optionsOf("root"))).filter(({ ok }) => !ok);
    expect(wrong).toMatchObject([control]);
    expect(wrong[0]?.absent).toBeUndefined();
    expect(await admin.listTopics()).not.toContain(`${prefix}.generation`);
    await expect(openKafkaLog(optionsOf("root"))).rejects.toThrow("MILEPOST_TOPIC_PREFIX");
  });

  test("a log that is open says which of its topics is gone, before it gives up on an answer", async () => {
    const used = await open("root");
    await used.append([sampleRecord("a", "1")]);
    await admin.deleteTopics({ topics: [`${prefix}.observations.g1`] });
    await vi.waitFor(
      () =>
        expect(used.end(["observations", "strategy"])).rejects.toThrow(
          `Topic ${prefix}.observations.g1 is not there`,
        ),
      { timeout: 10_000 },
    );
    const began = performance.now();
    await expect(used.end(["observations"])).rejects.toThrow("its records are lost");
    expect(performance.now() - began).toBeLessThan(2_500);
  });

  test("too few rights are refused by name, and the rights that are asked for are enough", async () => {
    await make();
    const words = String(await openKafkaLog(optionsOf("poor")).catch((error: unknown) => error));
    expect(words).toContain(`topic ${prefix}.observations.g1`);
    const findings = await checkKafka(optionsOf("poor"));
    const wrong = new Map(findings.filter(({ ok }) => !ok).map(({ name, message }) => [name, message]));
    expect(wrong.get(`topic ${prefix}.observations.g1`)).toBe(
      "this user lacks the rights Read, Write, Describe, DescribeConfigs",
    );
    expect(wrong.get(`group ${prefix}.projector`)).toBe("this user lacks the rights Read, Describe");
    expect(wrong.has("kafka idempotent write")).toBe(true);

    await grant(admin, { user: "app", prefix });
    expect((await checkKafka(optionsOf("app"))).filter(({ ok }) => !ok)).toEqual([]);
    const used = await open("app");
    await used.append([sampleRecord("a", "1")]);
    const consumer = used.consume(consumeOptions({ group: "projector" }));
    await consumer.waitFor(await used.end(["observations"]));
    expect(await readAll(used)).toHaveLength(1);
  });

  test("a wrong password, and brokers that do not answer, are said with the way out", async () => {
    const refused = await openKafkaLog(optionsOf("app", "wrong")).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "config_invalid", retryable: false });
    expect(String(refused)).toContain("refuses this user");
    const nobody = { ...optionsOf("app"), brokers: ["127.0.0.1:1"], limits: { readTimeoutMs: 300 } };
    const away = await openKafkaLog(nobody).catch((error: unknown) => error);
    expect(away).toMatchObject({ code: "log_unavailable", retryable: true });
    expect(await checkKafka(nobody)).toMatchObject([{ name: "kafka", ok: false }]);
  });

  test("what compaction took away is passed over by reads and consumers, also where it left empty batches", async () => {
    const used = await open("root");
    const topic = `${prefix}.people.g1`;
    const compact = { "cleanup.policy": "compact", "retention.ms": "-1", "max.message.bytes": "16842752" };
    const often = {
      "segment.ms": "100",
      "min.cleanable.dirty.ratio": "0.001",
      "segment.bytes": SEGMENT_BYTES,
    };
    await alter("people.g1", { ...compact, ...often });
    // Of each producer the last batch is kept, though it is empty: here alone in a segment, for the next one is full.
    await writeOnce(topic, "k", "x");
    await writeOnce(topic, "large", FULL_SEGMENT);
    // Each append closes the segment before it, so that the cleaner may have it.
    await vi.waitFor(
      async () => {
        await used.append([sampleRecord("k", "again", "people")]);
        const records = await readAll(used, "people");
        expect(records.length).toBeLessThan(Number((await used.end(["people"]))["people/0"]) - 3);
      },
      { timeout: 120_000, interval: 150 },
    );
    const seen: number[] = [];
    const onBatch = async (records: readonly { readonly offset: number }[]): Promise<void> =>
      void seen.push(...records.map(({ offset }) => offset));
    const consumer = used.consume(consumeOptions({ group: "projector", topics: ["people"], onBatch }));
    const end = await used.end(["people"]);
    await consumer.waitFor(end);
    expect(seen.length).toBeLessThan(end["people/0"] ?? 0);
    expect(seen.at(-1)).toBe((end["people/0"] ?? 0) - 1);
  });
});

/** Gives a user the rights that the check asks for, and no more. */
async function grant(
  admin: Admin,
  { user, prefix }: { readonly user: string; readonly prefix: string },
): Promise<void> {
  const { READ, WRITE, DESCRIBE, DESCRIBE_CONFIGS } = AclOperationTypes;
  const aclOf = (
    resourceType: number,
    operation: number,
  ): Parameters<Admin["createAcls"]>[0]["acl"][number] => ({
    resourceType,
    resourceName: prefix,
    resourcePatternType: ResourcePatternTypes.PREFIXED,
    principal: `User:${user}`,
    host: "*",
    operation,
    permissionType: AclPermissionTypes.ALLOW,
  });
  await admin.createAcls({
    acl: [
      ...[READ, WRITE, DESCRIBE, DESCRIBE_CONFIGS].map((each) => aclOf(AclResourceTypes.TOPIC, each)),
      ...[READ, DESCRIBE].map((each) => aclOf(AclResourceTypes.GROUP, each)),
    ],
  });
}
