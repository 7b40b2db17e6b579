import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MilepostEvent } from "@milepost/contracts";
import { openKafkaLog } from "@milepost/event-log/kafka-log";
import { silentLogger } from "@milepost/runtime";
import { observationEvent } from "@milepost/testkit";
import { startService } from "@milepost/testkit/running-service";
import type { RunningService, ServiceName } from "@milepost/testkit/running-service";
import { openTestKafka } from "@milepost/testkit/test-kafka";
import type { TestKafka } from "@milepost/testkit/test-kafka";
import { openTestRedis } from "@milepost/testkit/test-redis";
import type { TestRedis } from "@milepost/testkit/test-redis";
import { testServer } from "@milepost/testkit/test-server";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { doctor, milepost } from "./doctor.fixture.ts";

const VALUES = 12;
const PATIENCE = { timeout: 120_000, interval: 250 };
const isThere = (
  await Promise.all([testServer("kafka"), testServer("redis"), testServer("clickhouse")])
).every((server) => server !== undefined);

describe.skipIf(!isThere)("a topic of a live log that somebody deleted", () => {
  let kafka: TestKafka;
  let redis: TestRedis;
  let folder: string;
  let env: Readonly<Record<string, string>>;
  const database = `t_${randomUUID().slice(0, 8)}`;
  const running: RunningService[] = [];
  beforeAll(async () => {
    [kafka, redis] = await Promise.all([openTestKafka(), openTestRedis()]);
    folder = await mkdtemp(join(tmpdir(), "milepost-lost-topic-"));
    env = {
      KAFKA_BROKERS: kafka.brokers.join(","),
      CLICKHOUSE_URL: (await testServer("clickhouse")) ?? "",
      REDIS_URL: redis.url,
      MILEPOST_TOPIC_PREFIX: kafka.prefix,
      MILEPOST_DATABASE: database,
      MILEPOST_DATA: folder,
    };
  });
  afterAll(async () => {
    await Promise.all(running.map((service) => service.stop()));
    await Promise.all([kafka.close(), redis.close(), rm(folder, { recursive: true, force: true })]);
  });
  const start = async (name: ServiceName): Promise<RunningService> => {
    const service = await startService(name, env);
    running.push(service);
    return service;
  };
  const reason = async ({ url }: RunningService): Promise<string | undefined> => {
    const { reason: said } = (await (await fetch(`${url}/readyz`)).json()) as { readonly reason?: string };
    return said;
  };
  const answers = (service: RunningService, words: string): Promise<void> =>
    vi.waitFor(async () => expect(await reason(service)).toContain(words), PATIENCE);
  const isReady = (service: RunningService): Promise<void> =>
    vi.waitFor(async () => expect(await reason(service)).toBeUndefined(), PATIENCE);
  const asked = async (sql: string): Promise<string> => {
    const { origin, username, password } = new URL(env["CLICKHOUSE_URL"] ?? "");
    const headers = { authorization: `Basic ${btoa(`${username}:${password}`)}` };
    return (await (await fetch(origin, { method: "POST", headers, body: sql })).text()).trim();
  };
  const rows = (): Promise<string> => asked(`SELECT count() FROM ${database}.observations`);

  it("is told by readiness, doctor and every start; nothing passes an empty one for the whole, and a backup brings it back", async () => {
    const [projector, ingest] = await Promise.all([start("projector"), start("ingest")]);
    await Promise.all([isReady(projector), isReady(ingest)]);
    const log = await openKafkaLog({ ...kafka, logger: silentLogger() });
    const events = Array.from({ length: VALUES }, (_, month) =>
      observationEvent({
        event: { recordedtime: "2026-10-01T06:00:00.000Z", actor: "test" },
        data: { period: `2025-${String(month + 1).padStart(2, "0")}`, series: {}, completeness: "complete" },
      }),
    );
    await log.append(
      events.map((event) => ({
        topic: "observations",
        key: "revenue/",
        event: event as unknown as MilepostEvent,
      })),
    );
    await log.close();
    await vi.waitFor(async () => expect(await rows()).toBe(String(VALUES)), PATIENCE);
    const held = `SELECT count() FROM ${database}_base.derived_up_to WHERE position LIKE '%"observations/_":${VALUES}%'`;
    await vi.waitFor(async () => expect(await asked(held)).not.toBe("0"), PATIENCE);
    const backup = join(folder, "before.tar");
    expect((await milepost(["--url", ingest.url, "backup", backup])).code).toBe(0);

    const topic = `${kafka.prefix}.observations.g1`;
    await kafka.remove(topic);
    await Promise.all([projector, ingest].map((service) => answers(service, "its records are lost")));
    const lost = { name: `topic ${topic}`, message: expect.stringContaining("its records are lost") };
    expect((await doctor(env, ["--fix"])).wrong).toMatchObject([lost]);
    expect(await kafka.topics()).not.toContain(topic);
    await projector.stop();
    const refused = await start("projector");
    expect(await refused.exited).toBe(1);
    expect(refused.said()).toContain("its records are lost");

    expect((await doctor(env, ["--fix", "--lost-topics"])).wrong).toEqual([]);
    const sealed = await openKafkaLog({ ...kafka, logger: silentLogger() });
    const later = {
      topic: "observations",
      key: "revenue/",
      event: events[0] as unknown as MilepostEvent,
    } as const;
    const refusal = {
      code: "log_unavailable",
      retryable: true,
      message: expect.stringContaining("lost topics"),
    };
    await expect(sealed.append([later])).rejects.toMatchObject(refusal);
    await sealed.close();
    expect((await milepost(["--url", ingest.url, "log", "next-generation"])).code).toBe(1);
    const waiting = await start("projector");
    await answers(waiting, "The tables hold records that the log does not have");
    expect(await rows()).toBe(String(VALUES));
    expect((await milepost(["--url", ingest.url, "restore", backup, "--replace"])).code).toBe(0);
    await isReady(waiting);
    expect(await rows()).toBe(String(VALUES));
    await isReady(ingest);
  });
});
