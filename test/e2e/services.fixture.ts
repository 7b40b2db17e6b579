import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventLog } from "@milepost/event-log";
import { openKafkaLog } from "@milepost/event-log/kafka-log";
import { silentLogger } from "@milepost/runtime";
import {
  canStartRedis,
  nativeKafkaIsPossible,
  startNativeClickHouse,
  startNativeKafka,
  startNativeRedis,
} from "@milepost/testkit/native-servers";
import type { NativeServer } from "@milepost/testkit/native-servers";
import { allStarted, startService } from "@milepost/testkit/running-service";
import type { RunningService, ServiceName } from "@milepost/testkit/running-service";
import { clockSet } from "./clock-set.fixture.ts";

const PREFIX = "services-e2e";
const DATABASE = "services_e2e";

/** Servers that a test may kill and start again. */
export interface OwnServers {
  readonly kafka: NativeServer;
  readonly redis: NativeServer;
  readonly clickhouse: NativeServer;
}

/** Every service as processes of its own, on servers of its own, behind one address. */
export interface Services {
  readonly servers: OwnServers;
  /** Where the front door is; the same after a restart. */
  readonly url: string;
  readonly dataDir: string;
  /** The log, for what no client may say. */
  readonly log: EventLog;
  /** Starts a service, or starts it again at the address it had; `as` names a further instance. */
  start(name: ServiceName, options?: StartOptions): Promise<RunningService>;
  running(as: string): RunningService;
  /** Resolves with why an instance is not ready; undefined when it is. */
  notReady(as: string): Promise<string | undefined>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  get<Answer>(path: string): Promise<Answer>;
  /** Asks ClickHouse itself, as the writer. */
  sql<Row>(text: string): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export interface StartOptions {
  readonly as?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Whether the servers can be started here; where not, the suites say so and are skipped. */
export async function servicesArePossible(): Promise<boolean> {
  return (await Promise.all([nativeKafkaIsPossible(), canStartRedis()])).every(Boolean);
}

/** Starts the servers, sets the deployment's clock, and starts each service once. */
export async function startServices(more: Readonly<Record<string, string>>, now: string): Promise<Services> {
  const dir = mkdtempSync(join(tmpdir(), "milepost-services-"));
  const dataDir = join(dir, "data");
  mkdirSync(join(dataDir, "inbox"), { recursive: true });
  const servers = await startServers(dir);
  const log = await openKafkaLog({ brokers: [servers.kafka.url], prefix: PREFIX, logger: silentLogger() });
  await log.append([{ topic: "strategy", key: "clock", event: clockSet(now) }]);
  const env = {
    KAFKA_BROKERS: servers.kafka.url,
    REDIS_URL: servers.redis.url,
    CLICKHOUSE_URL: servers.clickhouse.url,
    MILEPOST_TOPIC_PREFIX: PREFIX,
    MILEPOST_DATABASE: DATABASE,
    MILEPOST_DATA: dataDir,
    ...more,
  };
  const instances = new Map<string, RunningService>();
  const running = (as: string): RunningService => {
    const found = instances.get(as);
    if (found === undefined) throw new Error(`${as} was never started`);
    return found;
  };
  const start: Services["start"] = async (name, { as = name, env: own = {} } = {}) => {
    const before = instances.get(as);
    const place = before === undefined ? {} : { MILEPOST_PORT: new URL(before.url).port };
    const service = await startService(name, { ...env, ...ownersOf(instances), ...place, ...own });
    instances.set(as, service);
    return service;
  };
  const close = async (): Promise<void> => {
    await Promise.all([...instances.values()].map((service) => service.stop()));
    await log.close();
    await Promise.all(Object.values(servers).map((server: NativeServer) => server.stop()));
    rmSync(dir, { recursive: true, force: true });
  };
  const url = await startAll(start).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    servers,
    url,
    dataDir,
    log,
    start,
    running,
    notReady: async (as) => {
      const answer = await fetch(`${running(as).url}/readyz`);
      return ((await answer.json()) as { readonly reason?: string }).reason;
    },
    ...clientOf(url),
    sql: (text) => ask(servers.clickhouse.url, text),
    close,
  };
}

/** Starts each service once, and resolves with the address of the front door. */
async function startAll(start: Services["start"]): Promise<string> {
  await allStarted((["ingest", "projector", "predict"] as const).map((name) => start(name)));
  return (await start("scoreboard")).url;
}

async function startServers(dir: string): Promise<OwnServers> {
  const [kafka, redis, clickhouse] = await Promise.all([
    startNativeKafka({ dir: join(dir, "kafka") }),
    startNativeRedis({ dir: join(dir, "redis") }),
    startNativeClickHouse({ dir: join(dir, "clickhouse") }),
  ]);
  return { kafka, redis, clickhouse };
}

/** Where the front door finds the others. */
function ownersOf(instances: ReadonlyMap<string, RunningService>): Readonly<Record<string, string>> {
  const owners = ["ingest", "projector", "predict"].flatMap((name) => {
    const url = instances.get(name)?.url;
    return url === undefined ? [] : [[`MILEPOST_${name.toUpperCase()}_URL`, url]];
  });
  return Object.fromEntries(owners) as Readonly<Record<string, string>>;
}

function clientOf(url: string): Pick<Services, "post" | "get"> {
  return {
    post: (path, body = {}, headers = {}) => {
      const type = path === "/v1/plans" ? "application/yaml" : "application/json";
      return fetch(`${url}${path}`, {
        method: "POST",
        headers: { "content-type": type, ...headers },
        body: JSON.stringify(body),
      });
    },
    get: async <Answer>(path: string) => (await (await fetch(`${url}${path}`)).json()) as Answer,
  };
}

async function ask<Row>(address: string, text: string): Promise<readonly Row[]> {
  const url = new URL(address);
  const { username: user, password } = url;
  Object.assign(url, { username: "", password: "" });
  url.search = new URLSearchParams({ user, password, database: DATABASE }).toString();
  const answer = await fetch(url, { method: "POST", body: `${text} FORMAT JSONEachRow` });
  const lines = (await answer.text()).split("\n").filter((line) => line !== "");
  if (!answer.ok) throw new Error(lines.join("\n"));
  return lines.map((line) => JSON.parse(line) as Row);
}

/** A list as the API gives it. */
export interface Page {
  readonly items: readonly Record<string, unknown>[];
}

/** Writes a file of daily values where connectors may read it. */
export function writeDays(services: Services, file: string, days: readonly string[]): void {
  const lines = days.map((day, index) => `${day},${index}`);
  writeFileSync(join(services.dataDir, "inbox", file), ["day,value", ...lines, ""].join("\n"));
}

/** Local dates, one after the other. */
export function daysFrom(first: string, count: number): readonly string[] {
  const start = Date.parse(first);
  return Array.from({ length: count }, (_, index) =>
    new Date(start + index * 86_400_000).toISOString().slice(0, 10),
  );
}
