import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canStartRedis, nativeKafkaIsPossible } from "@milepost/testkit/native-servers";
import { startNativeKafka, startNativeRedis } from "@milepost/testkit/native-servers";
import { startService } from "@milepost/testkit/running-service";
import type { RunningService } from "@milepost/testkit/running-service";
import { openTestKafka } from "@milepost/testkit/test-kafka";
import type { TestKafka } from "@milepost/testkit/test-kafka";
import { openTestRedis } from "@milepost/testkit/test-redis";
import type { TestRedis } from "@milepost/testkit/test-redis";
import { testServer } from "@milepost/testkit/test-server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { doctor } from "./doctor.fixture.ts";
import { openLyingClickHouse } from "./lying-clickhouse.fixture.ts";
import type { Lie, LyingClickHouse } from "./lying-clickhouse.fixture.ts";

const isPossible = (
  await Promise.all([
    testServer("kafka"),
    testServer("redis"),
    testServer("clickhouse"),
    nativeKafkaIsPossible(),
    canStartRedis(),
  ])
).every(Boolean);

const TWO_MINUTES_MS = 120_000;
const JAAS = "org.apache.kafka.common.security.plain.PlainLoginModule required";
/** A broker that asks who one is, and lets `poor` do nothing. */
const GUARDED = {
  "listener.security.protocol.map": "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
  "sasl.enabled.mechanisms": "PLAIN",
  "sasl.mechanism.inter.broker.protocol": "PLAIN",
  "listener.name.plaintext.plain.sasl.jaas.config": `${JAAS} username=root password=root-secret user_root=root-secret user_poor=poor-secret;`,
  "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
  "super.users": "User:root;User:ANONYMOUS",
};

interface Unfit {
  readonly finding: string | RegExp;
  /** In what doctor and the process say. */
  readonly says: readonly string[];
}

describe.skipIf(!isPossible)("surroundings that do not fit", () => {
  let folder: string;
  let real: string;
  let clickHouse: LyingClickHouse;
  let kafka: TestKafka;
  let redis: TestRedis;
  let database: string;
  let env: Readonly<Record<string, string>>;
  let running: readonly RunningService[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "milepost-unfit-"));
    real = (await testServer("clickhouse")) ?? "";
    clickHouse = await openLyingClickHouse(real);
  });
  afterAll(async () => {
    await clickHouse.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    kafka = await openTestKafka();
    redis = await openTestRedis(kafka.prefix);
    database = `t_${randomUUID().slice(0, 8)}`;
    env = {
      KAFKA_BROKERS: kafka.brokers.join(","),
      CLICKHOUSE_URL: clickHouse.url,
      REDIS_URL: redis.url,
      MILEPOST_TOPIC_PREFIX: kafka.prefix,
      MILEPOST_DATABASE: database,
    };
  });
  afterEach(async () => {
    clickHouse.lie(undefined);
    for (const service of running) service.signal("SIGKILL");
    running = [];
    await Promise.all([kafka.close(), redis.close()]);
  });

  async function sql(body: string): Promise<string> {
    const url = new URL(real);
    const { username: user, password } = url;
    Object.assign(url, { username: "", password: "" });
    url.search = new URLSearchParams({ user, password }).toString();
    const answer = await fetch(url, { method: "POST", body });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.text()).trim();
  }
  const start = async (more: Readonly<Record<string, string>> = {}): Promise<RunningService> => {
    const service = await startService("projector", { ...env, ...more });
    running = [...running, service];
    return service;
  };
  /** What there is of the deployment on the servers. */
  const written = async (): Promise<readonly string[]> => [
    ...(await kafka.topics()),
    ...(await sql(`SELECT name FROM system.databases WHERE startsWith(name, '${database}')`)).split("\n"),
    ...((await redis.hasKeys()) ? ["redis"] : []),
  ];
  async function isSaidByDoctor(
    { finding, says }: Unfit,
    more: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const { code, wrong } = await doctor({ ...env, ...more });
    expect(code).toBe(3);
    const found = wrong.find(({ name }) => name.match(finding) !== null);
    for (const words of says) expect(`${found?.message}; ${found?.fix}`).toContain(words);
  }
  async function endsTheProcess({ says }: Unfit, more: Readonly<Record<string, string>> = {}): Promise<void> {
    const service = await start(more);
    expect(await service.exited).toBe(1);
    for (const words of says) expect(service.said()).toContain(words);
  }

  const OLD: Lie = { about: /^SELECT version\(\)/, answer: () => ({ version: "24.12.1.5" }) };
  const POOR: Lie = { about: /^CHECK GRANT INSERT/, answer: () => ({ result: 0 }) };
  it.each<readonly [string, Lie, Unfit]>([
    [
      "a ClickHouse that is too old",
      OLD,
      { finding: "ClickHouse version", says: ["24.12.1.5 is too old", "CLICKHOUSE_URL", "25.8 or newer"] },
    ],
    [
      "a ClickHouse user without a right",
      POOR,
      { finding: "ClickHouse rights", says: ["lacks INSERT ON", "run GRANT INSERT ON", "CLICKHOUSE_URL"] },
    ],
  ])("%s ends the process before anything is written, as doctor says", async (_what, lie, unfit) => {
    clickHouse.lie(lie);
    const before = await written();
    await Promise.all([isSaidByDoctor(unfit), endsTheProcess(unfit)]);
    expect(await written()).toEqual(before);
  });

  const FULL: Lie = { about: /FROM system\.disks/, answer: () => ({ disk: "default", free: 1e8 }) };
  const SKEWED: Lie = {
    about: /^SELECT toUnixTimestamp64Milli\(now64\(3\)\)/,
    answer: () => ({ now: Date.now() + TWO_MINUTES_MS }),
  };
  it.each<readonly [string, Lie, Unfit]>([
    [
      "a full disk",
      FULL,
      { finding: "ClickHouse disk", says: ["0.1 GB free on default", "make room", "CLICKHOUSE_URL"] },
    ],
    [
      "a clock that is off by two minutes",
      SKEWED,
      { finding: "ClickHouse clock", says: ["s ahead of this machine's (at most 60 s)", "NTP"] },
    ],
  ])(
    "%s keeps a process waiting, not ready and with nothing written, until it is mended",
    async (_what, lie, unfit) => {
      clickHouse.lie(lie);
      const before = await written();
      const [service] = await Promise.all([start(), isSaidByDoctor(unfit)]);
      const reason = async (): Promise<string> => await (await fetch(`${service.url}/readyz`)).text();
      for (const words of unfit.says) await expect.poll(reason, { timeout: 30_000 }).toContain(words);
      expect(await written()).toEqual(before);
      clickHouse.lie(undefined);
      await expect
        .poll(async () => (await fetch(`${service.url}/readyz`)).status, { timeout: 60_000 })
        .toBe(200);
      expect(await service.stop()).toBe(0);
    },
  );

  it("a database of a newer Milepost ends the process, and stays as it is", async () => {
    const versions = `${database}_base.schema_versions`;
    await sql(`CREATE DATABASE ${database}_base`);
    await sql(`CREATE TABLE ${versions} (what String, version UInt32) ENGINE = MergeTree ORDER BY what`);
    await sql(`INSERT INTO ${versions} VALUES ('tables', 4000)`);
    const before = await written();
    const unfit = {
      finding: `database ${database}`,
      says: ["schema version 4000", "start the newer Milepost", "MILEPOST_DATABASE"],
    };
    await Promise.all([isSaidByDoctor(unfit), endsTheProcess(unfit)]);
    expect(await written()).toEqual(before);
    expect(await sql(`SELECT name FROM system.tables WHERE database = '${database}_base'`)).toBe(
      "schema_versions",
    );
  });

  it("a topic that would lose what is older than a week ends the process, is named, and is mended by doctor --fix", async () => {
    await doctor(env, ["--fix"]);
    const topic = `${kafka.prefix}.observations.g1`;
    await kafka.alter(topic, { "retention.ms": "604800000" });
    const unfit = {
      finding: `topic ${topic}`,
      says: ["retention.ms is 604800000, must be -1", "run `milepost doctor --fix`"],
    };
    await Promise.all([isSaidByDoctor(unfit), endsTheProcess(unfit)]);
    expect((await doctor(env, ["--fix"])).wrong).toEqual([]);
  });

  it("a Kafka user without rights on the topics ends the process, with the rights that it needs", async () => {
    const broker = await startNativeKafka({ dir: join(folder, "kafka"), properties: GUARDED });
    const as = {
      KAFKA_BROKERS: broker.url,
      KAFKA_USERNAME: "poor",
      KAFKA_PASSWORD: "poor-secret",
      KAFKA_SASL_MECHANISM: "PLAIN",
    };
    const unfit = {
      finding: /^topic .*observations/,
      says: ["lacks the rights Read, Write, Describe", "have it granted"],
    };
    const before = await written();
    await Promise.all([isSaidByDoctor(unfit, as), endsTheProcess(unfit, as)]);
    expect(await written()).toEqual(before);
    await broker.stop();
  });

  it("a Redis that may evict ends the process, with the setting", async () => {
    const own = await startNativeRedis({ dir: join(folder, "redis") });
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(own.url).port), "127.0.0.1");
      socket.once("data", () => socket.end(resolve));
      socket.write("CONFIG SET maxmemory-policy allkeys-lru\r\n");
    });
    const unfit = { finding: "Redis", says: ["allkeys-lru", "maxmemory-policy noeviction"] };
    const before = await written();
    const at = { REDIS_URL: own.url };
    await Promise.all([isSaidByDoctor(unfit, at), endsTheProcess(unfit, at)]);
    expect(await written()).toEqual(before);
    await own.stop();
  });
});
