import { randomUUID } from "node:crypto";
import { planFile, temporaryFolder } from "@milepost/testkit";
import { startService } from "@milepost/testkit/running-service";
import type { RunningService, ServiceName } from "@milepost/testkit/running-service";
import { openTestKafka } from "@milepost/testkit/test-kafka";
import type { TestKafka } from "@milepost/testkit/test-kafka";
import { openTestRedis } from "@milepost/testkit/test-redis";
import type { TestRedis } from "@milepost/testkit/test-redis";
import { testServer } from "@milepost/testkit/test-server";
import { event, postThroughout, postUntilAccepted } from "./backup.fixture.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const isThere = (
  await Promise.all([testServer("kafka"), testServer("redis"), testServer("clickhouse")])
).every((server) => server !== undefined);
const AFTER = { timeout: 60_000, interval: 250 };
const database = `t_${randomUUID().slice(0, 8)}`;
const folder = temporaryFolder();
const running = new Map<ServiceName, RunningService>();
let kafka: TestKafka;
let redis: TestRedis;
let env: Readonly<Record<string, string>>;
let url = "";

async function start(
  name: ServiceName,
  more: Readonly<Record<string, string>> = {},
): Promise<RunningService> {
  const service = await startService(name, { ...env, ...more });
  running.set(name, service);
  return service;
}

async function post(path: string, body: unknown): Promise<Response> {
  const type = path === "/v1/plans" ? "application/yaml" : "application/json";
  const text = JSON.stringify(body);
  return fetch(`${url}${path}`, {
    method: "POST",
    headers: { "content-type": type },
    body: text,
  });
}

interface Page {
  readonly items: readonly Record<string, unknown>[];
}
const get = async (path: string): Promise<Page> => (await (await fetch(`${url}${path}`)).json()) as Page;

describe.skipIf(!isThere)("four processes on Kafka, Redis and ClickHouse", () => {
  beforeAll(async () => {
    [kafka, redis] = await Promise.all([openTestKafka(), openTestRedis()]);
    env = {
      KAFKA_BROKERS: kafka.brokers.join(","),
      REDIS_URL: redis.url,
      CLICKHOUSE_URL: (await testServer("clickhouse")) ?? "",
      MILEPOST_TOPIC_PREFIX: kafka.prefix,
      MILEPOST_DATABASE: database,
      MILEPOST_DATA: folder.path,
    };
    const [ingest, projector, predict] = await Promise.all([
      start("ingest"),
      start("projector"),
      start("predict"),
    ]);
    const scoreboard = await start("scoreboard", {
      MILEPOST_INGEST_URL: ingest.url,
      MILEPOST_PROJECTOR_URL: projector.url,
      MILEPOST_PREDICT_URL: predict.url,
    });
    url = scoreboard.url;
    await Promise.all([...running.values()].map((service) => service.saying("ready")));
    const applied = await post("/v1/plans", planFile());
    if (applied.status !== 200) throw new Error(await applied.text());
  });
  afterAll(async () => {
    await Promise.all([...running.values()].map((service) => service.stop()));
    await Promise.all([kafka.close(), redis.close()]);
    folder.remove();
  });

  it("more partitions while a client posts, then a backup in the log's place: every process opens everything again, and nothing is lost", async () => {
    const generation = async (): Promise<unknown> => {
      const answer = await fetch(`${url}/v1/generations`).catch(() => undefined);
      return answer?.status === 200 ? ((await answer.json()) as { live: unknown }).live : undefined;
    };
    const client = postThroughout(url, 0);
    const asked = await post("/v1/generations", { partitions: { observations: 8 } });
    expect([asked.status, await asked.text()]).toEqual([202, expect.stringContaining('"generation":2')]);
    await expect.poll(generation, AFTER).toMatchObject({ generation: 2, partitions: { observations: 8 } });
    const before = client.accepted();
    await expect.poll(() => client.accepted(), AFTER).toBeGreaterThan(before + 20);
    const accepted = await client.stop();
    const latest = new Map(Array.from({ length: accepted }, (_, index) => [index % 240, index]));
    const posted = [...latest.values()].map(String).toSorted();
    const shown = async (): Promise<unknown> => {
      const page = await get("/v1/kpis/revenue/observations?limit=1000&kind=actual").catch(() => undefined);
      const values = page?.items.filter(({ period_label: period }) => String(period) < "2020");
      return values?.map(({ value }) => String(value)).toSorted();
    };
    await expect.poll(shown, AFTER).toEqual(posted);
    const saved = await fetch(`${url}/v1/backups`, { method: "POST" });
    const archive = await saved.arrayBuffer();
    const restored = await fetch(`${url}/v1/restores?replace=true`, {
      method: "POST",
      headers: { "content-type": "application/x-tar" },
      body: archive,
    });
    expect([restored.status, await restored.text()]).toEqual([202, expect.stringContaining('"records"')]);
    await expect.poll(generation, AFTER).toMatchObject({ generation: 3, partitions: { observations: 8 } });
    for (const service of running.values())
      await expect
        .poll(() => service.said().split("went on in generation 3").length, AFTER)
        .toBeGreaterThan(1);
    await expect.poll(shown, AFTER).toEqual(posted);
    await postUntilAccepted(url, event(accepted));
    await expect.poll(shown, AFTER).not.toEqual(posted);
  });
});
