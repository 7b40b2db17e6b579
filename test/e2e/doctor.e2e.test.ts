import { randomUUID } from "node:crypto";
import { startService } from "@milepost/testkit/running-service";
import { openTestKafka } from "@milepost/testkit/test-kafka";
import type { TestKafka } from "@milepost/testkit/test-kafka";
import { openTestRedis } from "@milepost/testkit/test-redis";
import type { TestRedis } from "@milepost/testkit/test-redis";
import { testServer } from "@milepost/testkit/test-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { doctor, NOWHERE } from "./doctor.fixture.ts";

const isThere = (
  await Promise.all([testServer("kafka"), testServer("redis"), testServer("clickhouse")])
).every((server) => server !== undefined);

describe.skipIf(!isThere)("milepost doctor", () => {
  let kafka: TestKafka;
  let redis: TestRedis;
  let env: Readonly<Record<string, string>>;
  beforeAll(async () => {
    [kafka, redis] = await Promise.all([openTestKafka(), openTestRedis()]);
    env = {
      KAFKA_BROKERS: kafka.brokers.join(","),
      CLICKHOUSE_URL: (await testServer("clickhouse")) ?? "",
      REDIS_URL: redis.url,
      MILEPOST_TOPIC_PREFIX: kafka.prefix,
      MILEPOST_DATABASE: `t_${randomUUID().slice(0, 8)}`,
    };
  });
  afterAll(async () => void (await Promise.all([kafka.close(), redis.close()])));

  it("says which topics are missing, makes them with --fix, and then has nothing to complain of", async () => {
    const before = await doctor(env);
    expect(before.code).toBe(3);
    expect(before.wrong.map(({ name }) => name)).toContain(`topic ${kafka.prefix}.observations.g1`);
    expect(before.wrong.every(({ fix }) => fix?.includes("doctor --fix"))).toBe(true);
    // Nothing runs yet: what starts it may wait for this to end well.
    expect(await doctor(env, ["--fix"])).toMatchObject({ code: 0, wrong: [] });
    const { findings, wrong } = await doctor(env);
    expect(wrong).toEqual([]);
    expect(findings.find(({ name }) => name === "server")?.message).toMatch(
      /nothing answers .*yet.*npm run service/,
    );
    expect(findings.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "kafka version",
        "ClickHouse version",
        "ClickHouse rights",
        "ClickHouse clock",
        "Redis",
        "Redis clock",
      ]),
    );
  });

  it("names each server that does not answer, with the setting that leads there", async () => {
    const away = {
      KAFKA_BROKERS: "127.0.0.1:9",
      CLICKHOUSE_URL: NOWHERE,
      REDIS_URL: "redis://127.0.0.1:9",
    };
    const { code, wrong } = await doctor({ ...env, ...away });
    expect(code).toBe(3);
    const said = wrong.map(({ message, fix }) => `${message} ${fix}`).join("\n");
    for (const setting of Object.keys(away)) expect(said).toContain(setting);
  });

  it("a second deployment on the same topics is found while the first one lives, and its projector refuses to start", async () => {
    const first = await startService("projector", env);
    await first.saying("ready");
    const second = { ...env, MILEPOST_DATABASE: `t_${randomUUID().slice(0, 8)}` };
    const [finding] = (await doctor(second)).wrong;
    expect(finding).toMatchObject({
      name: `topics ${kafka.prefix}.*`,
      message: expect.stringContaining("another database"),
      fix: expect.stringContaining("MILEPOST_TOPIC_PREFIX"),
    });
    const refused = await startService("projector", second);
    expect(await refused.exited).toBe(1);
    expect(refused.said()).toContain("MILEPOST_TOPIC_PREFIX");
    const again = await startService("projector", env);
    await again.saying("ready");
    await Promise.all([first.stop(), again.stop()]);
  });
});
