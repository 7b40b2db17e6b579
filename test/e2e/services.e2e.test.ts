import { randomUUID } from "node:crypto";
import { openTraceReceiver } from "@milepost/runtime/trace-receiver.fixture";
import type { ReceivedSpan, TraceReceiver } from "@milepost/runtime/trace-receiver.fixture";
import { observationEvent, planFile, temporaryFolder } from "@milepost/testkit";
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
let receiver: TraceReceiver;
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

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const type = path === "/v1/plans" ? "application/yaml" : "application/json";
  const text = JSON.stringify(body);
  return fetch(`${url}${path}`, {
    method: "POST",
    headers: { "content-type": type, ...headers },
    body: text,
  });
}

interface Page {
  readonly items: readonly Record<string, unknown>[];
}
const get = async (path: string): Promise<Page> => (await (await fetch(`${url}${path}`)).json()) as Page;

describe.skipIf(!isThere)("four processes on Kafka, Redis and ClickHouse", () => {
  beforeAll(async () => {
    [kafka, redis, receiver] = await Promise.all([openTestKafka(), openTestRedis(), openTraceReceiver()]);
    env = {
      KAFKA_BROKERS: kafka.brokers.join(","),
      REDIS_URL: redis.url,
      CLICKHOUSE_URL: (await testServer("clickhouse")) ?? "",
      MILEPOST_TOPIC_PREFIX: kafka.prefix,
      MILEPOST_DATABASE: database,
      MILEPOST_DATA: folder.path,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
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
  });
  afterAll(async () => {
    await Promise.all([...running.values()].map((service) => service.stop()));
    await Promise.all([kafka.close(), redis.close(), receiver.close()]);
    folder.remove();
  });

  it("all of them are behind one address: a plan and events go in, values, pages and the whole API come out", async () => {
    const applied = await post("/v1/plans", planFile());
    expect([applied.status, await applied.text()]).toEqual([200, expect.stringContaining('"added":')]);
    const taken = await post("/v1/events", [observationEvent({ data: { period: "2026-08", value: "7.5" } })]);
    expect([taken.status, await taken.text()]).toEqual([202, expect.stringContaining('"accepted":1')]);
    await expect
      .poll(async () => (await get("/v1/kpis/revenue/observations")).items, AFTER)
      .toMatchObject([{ value: "7.5" }]);
    expect((await fetch(`${url}/`)).status).toBe(200);
    expect((await post("/v1/assessments", {})).status).toBe(200);
    expect((await get("/v1/connectors")).items).toEqual([]);
    const whole = (await (await fetch(`${url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    expect(Object.keys(whole.paths)).toEqual(
      expect.arrayContaining(["/v1/events", "/v1/rebuilds", "/v1/assessments", "/v1/kpis"]),
    );
    expect(Object.keys(whole.paths["/v1/alerts/{alert}/acknowledgements"] ?? {})).toEqual(["post"]);
  });

  it("one trace leads from the request at the front door to the row in the table", async () => {
    const trace = randomUUID().replaceAll("-", "");
    const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
    const event = observationEvent({ data: { period: "2026-07" } });
    expect((await post("/v1/events", [event], { traceparent })).status).toBe(202);
    const spans = (): readonly ReceivedSpan[] => receiver.spans().filter(({ traceId }) => traceId === trace);
    await expect
      .poll(() => spans().map(({ service }) => service), { timeout: 20_000 })
      .toContain("projector");
    const [row] = spans().filter(({ service }) => service === "projector");
    expect(row).toMatchObject({
      name: "insert observation_events",
      attributes: {
        "db.collection.name": "observation_events",
        "messaging.destination.name": "observations",
        "messaging.destination.partition.id": expect.any(String),
        "messaging.kafka.offset": expect.anything(),
      },
    });
    const names = [];
    for (
      let span = row;
      span !== undefined;
      span = spans().find(({ spanId }) => spanId === span?.parentSpanId)
    ) {
      names.unshift(`${span.service}: ${span.name}`);
    }
    expect(names).toEqual([
      "scoreboard: POST /v1/events",
      "ingest: POST /v1/events",
      "ingest: log append",
      "projector: insert observation_events",
    ]);
  });

  it("a projector that is asked to stop while events arrive loses none, and the next one goes on", async () => {
    const projector = running.get("projector");
    const batches = Array.from({ length: 20 }, (_, batch) =>
      Array.from({ length: 100 }, (_, index) =>
        observationEvent({ data: { period: `${2000 + batch}-01`, kind: "forecast", value: String(index) } }),
      ),
    );
    const pushing = (async () => {
      for (const batch of batches) expect((await post("/v1/events", batch)).status).toBe(202);
    })();
    expect(await projector?.stop()).toBe(0);
    await pushing;
    await start("projector");
    const kept = `/v1/kpis/revenue/observations?kind=forecast&limit=1000`;
    await expect.poll(async () => (await get(kept)).items.length, { timeout: 30_000 }).toBe(batches.length);
    expect(projector?.said()).not.toContain("Did not close");
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

  it("a service that is away is named to those who need it, and everything else goes on", async () => {
    await running.get("predict")?.stop();
    const answer = await post("/v1/assessments", {});
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
    expect(await answer.json()).toMatchObject({
      code: "service_unreachable",
      title: expect.stringContaining('"predict"'),
    });
    expect((await fetch(`${url}/v1/kpis`)).status).toBe(200);
  });
});
