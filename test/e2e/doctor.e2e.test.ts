import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { startService } from "@milepost/testkit/running-service";
import { openTestKafka } from "@milepost/testkit/test-kafka";
import type { TestKafka } from "@milepost/testkit/test-kafka";
import { openTestRedis } from "@milepost/testkit/test-redis";
import type { TestRedis } from "@milepost/testkit/test-redis";
import { testServer } from "@milepost/testkit/test-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const CLI = join(import.meta.dirname, "..", "..", "libs", "cli", "src", "main.ts");
/** Nothing listens there. */
const NOWHERE = "http://127.0.0.1:9";
const isThere = (
  await Promise.all([testServer("kafka"), testServer("redis"), testServer("clickhouse")])
).every((server) => server !== undefined);

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  readonly fix?: string;
}

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

  /** What it finds, without what answers at no address. */
  async function doctor(
    args: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly code: number | null; readonly findings: readonly Finding[] }> {
    const child = spawn(process.execPath, [CLI, "--json", "--url", NOWHERE, "doctor", ...args], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ...env, ...more },
    });
    const exited = new Promise<number | null>((resolve) => child.on("close", resolve));
    const { findings } = JSON.parse(await text(child.stdout)) as { readonly findings: readonly Finding[] };
    return { code: await exited, findings: findings.filter(({ name }) => name !== "server") };
  }
  const wrong = (findings: readonly Finding[]): readonly Finding[] => findings.filter(({ ok }) => !ok);

  it("says which topics are missing, makes them with --fix, and then has nothing to complain of", async () => {
    const before = await doctor([]);
    expect(before.code).toBe(3);
    expect(wrong(before.findings).map(({ name }) => name)).toContain(`topic ${kafka.prefix}.observations.g1`);
    expect(wrong(before.findings).every(({ fix }) => fix?.includes("doctor --fix"))).toBe(true);
    expect(wrong((await doctor(["--fix"])).findings)).toEqual([]);
    const { findings } = await doctor([]);
    expect(wrong(findings)).toEqual([]);
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
    const { code, findings } = await doctor([], away);
    expect(code).toBe(3);
    const said = wrong(findings)
      .map(({ message, fix }) => `${message} ${fix}`)
      .join("\n");
    for (const setting of Object.keys(away)) expect(said).toContain(setting);
  });

  it("a second deployment on the same topics is found while the first one lives, and its projector refuses to start", async () => {
    const first = await startService("projector", env);
    await first.saying("ready");
    const second = { ...env, MILEPOST_DATABASE: `t_${randomUUID().slice(0, 8)}` };
    const [finding] = wrong((await doctor([], second)).findings);
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
