import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { openKafkaLog } from "@milepost/event-log/kafka-log";
import { silentLogger } from "@milepost/runtime";
import { observationEvent, planFile } from "@milepost/testkit";
import { startMilepost, temporaryFolder } from "@milepost/testkit/running-milepost";
import type { RunningMilepost } from "@milepost/testkit/running-milepost";
import { openTestKafka } from "@milepost/testkit/test-kafka";
import type { TestKafka } from "@milepost/testkit/test-kafka";
import { openTestRedis } from "@milepost/testkit/test-redis";
import type { TestRedis } from "@milepost/testkit/test-redis";
import { testServer } from "@milepost/testkit/test-server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const isThere = (
  await Promise.all([testServer("kafka"), testServer("redis"), testServer("clickhouse")])
).every((server) => server !== undefined);
const MONTHS = ["2026-07", "2026-08", "2026-09"];

type Server = "KAFKA_BROKERS" | "CLICKHOUSE_URL" | "REDIS_URL";

describe.skipIf(!isThere)("npm start with servers of one's own", () => {
  let kafka: TestKafka;
  let redis: TestRedis;
  let folder: ReturnType<typeof temporaryFolder>;
  let database: string;
  let addresses: Readonly<Record<Server, string>>;
  beforeEach(async () => {
    kafka = await openTestKafka();
    redis = await openTestRedis(kafka.prefix);
    folder = temporaryFolder();
    database = `t_${randomUUID().slice(0, 8)}`;
    addresses = {
      KAFKA_BROKERS: kafka.brokers.join(","),
      CLICKHOUSE_URL: (await testServer("clickhouse")) ?? "",
      REDIS_URL: redis.url,
    };
  });
  afterEach(async () => {
    await sql(`DROP DATABASE IF EXISTS ${database}; DROP DATABASE IF EXISTS ${database}_base`);
    await Promise.all([kafka.close(), redis.close()]);
    folder.remove();
  });

  const start = (servers: readonly Server[]): Promise<RunningMilepost> =>
    startMilepost({
      dataDir: folder.path,
      env: {
        MILEPOST_DEMO: "0",
        MILEPOST_TOPIC_PREFIX: kafka.prefix,
        MILEPOST_DATABASE: database,
        ...Object.fromEntries(servers.map((name) => [name, addresses[name]])),
      },
    });
  async function sql(statements: string): Promise<string> {
    const url = new URL(addresses.CLICKHOUSE_URL);
    const { username: user, password } = url;
    Object.assign(url, { username: "", password: "" });
    url.search = new URLSearchParams({ user, password }).toString();
    const answers: string[] = [];
    for (const body of statements.split("; ")) {
      const answer = await fetch(url, { method: "POST", body });
      answers.push((await answer.text()).trim());
    }
    return answers.join("\n");
  }
  /** Which servers hold something of this deployment. */
  async function used(): Promise<readonly Server[]> {
    const log = await openKafkaLog({ ...kafka, logger: silentLogger() }).catch(() => undefined);
    const kept = log === undefined ? {} : await log.end(["observations"]);
    await log?.close();
    const inKafka = Object.values(kept).some((end) => end > 0);
    const inClickHouse = await sql(`SELECT count() FROM system.databases WHERE name = '${database}'`);
    const all: Readonly<Record<Server, boolean>> = {
      KAFKA_BROKERS: inKafka,
      CLICKHOUSE_URL: inClickHouse === "1",
      REDIS_URL: await redis.hasKeys(),
    };
    return (Object.keys(all) as Server[]).filter((name) => all[name]);
  }
  const monthsShown = async (url: string): Promise<readonly string[]> => {
    const answer = await fetch(`${url}/v1/kpis/revenue/observations?kind=actual`);
    const { items } = (await answer.json()) as { readonly items?: readonly Record<string, unknown>[] };
    return (items ?? []).map((item) => String(item["period_label"])).toSorted();
  };

  it.each<readonly (readonly Server[])[]>([
    [["KAFKA_BROKERS"]],
    [["CLICKHOUSE_URL"]],
    [["REDIS_URL"]],
    [["KAFKA_BROKERS", "CLICKHOUSE_URL", "REDIS_URL"]],
  ])(
    "with %j it works on these, embeds the rest, and finds everything again after a restart",
    async (servers) => {
      const first = await start(servers);
      const headers = { "content-type": "application/yaml" };
      const body = JSON.stringify(planFile());
      const applied = await fetch(`${first.url}/v1/plans`, { method: "POST", headers, body });
      expect([applied.status, await applied.text()]).toEqual([200, expect.stringContaining('"added":')]);
      const events = MONTHS.map((period) => observationEvent({ data: { period } }));
      const posted = await fetch(`${first.url}/v1/events`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(events),
      });
      expect(posted.status).toBe(202);
      await expect.poll(() => monthsShown(first.url), { timeout: 30_000 }).toEqual(MONTHS);
      const assessed = await fetch(`${first.url}/v1/assessments`, { method: "POST" });
      expect([assessed.status, await assessed.text()]).toEqual([200, expect.stringContaining('"assessed":')]);
      expect(await first.stop()).toBe(0);

      expect(await used()).toEqual(servers);
      expect(existsSync(join(folder.path, "log"))).toBe(!servers.includes("KAFKA_BROKERS"));
      expect(existsSync(join(folder.path, "clickhouse"))).toBe(!servers.includes("CLICKHOUSE_URL"));

      const again = await start(servers);
      expect(await monthsShown(again.url)).toEqual(MONTHS);
      expect(await again.stop()).toBe(0);
    },
  );
});
