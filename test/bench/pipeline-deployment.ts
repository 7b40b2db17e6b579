import { join } from "node:path";
import { startEmbeddedClickHouse } from "@milepost/clickhouse-embedded";
import { silentLogger } from "@milepost/runtime";
import { startNativeClickHouse, startNativeKafka, startNativeRedis } from "@milepost/testkit/native-servers";
import { startMilepost } from "@milepost/testkit/running-milepost";
import { startService } from "@milepost/testkit/running-service";
import type { RunningService, ServiceName } from "@milepost/testkit/running-service";
import { treeCpuSeconds } from "./process-use.ts";

const CREDENTIAL = { user: "milepost_writer", password: "benchmark" } as const;

/** A Milepost whose every part runs on this machine. */
export interface BenchDeployment {
  readonly url: string;
  /** ClickHouse's address with the writer's credential. */
  readonly sqlUrl: string;
  /** Seconds of CPU that each process has used so far. */
  cpu(): Readonly<Record<string, number>>;
  /** Lets what is accepted wait in the log; absent where the projector is no process of its own. */
  readonly projector?: { stop(): Promise<void>; start(): Promise<void> };
  close(): Promise<void>;
}

/** One process on the embedded log, beside an engine of the benchmark's own: raw inserts reach the very same one. */
export async function openEmbedded(dir: string): Promise<BenchDeployment> {
  const engine = await startEmbeddedClickHouse({
    dataDir: join(dir, "clickhouse"),
    host: "127.0.0.1",
    port: 0,
    database: "milepost",
    writer: CREDENTIAL,
    logger: silentLogger(),
  });
  const sqlUrl = engine.url.replace("//", `//${CREDENTIAL.user}:${CREDENTIAL.password}@`);
  const env = { MILEPOST_DEMO: "0", CLICKHOUSE_URL: sqlUrl };
  const milepost = await startMilepost({ dataDir: join(dir, "deployment"), env });
  const pid = milepost.process.pid ?? 0;
  return {
    url: milepost.url,
    sqlUrl,
    // The engine is a child of the benchmark itself and is left out.
    cpu: () => ({ milepost: treeCpuSeconds(pid) }),
    close: async () => {
      await milepost.stop();
      await engine.close();
    },
  };
}

/** Kafka, Redis, ClickHouse and every service as processes of their own. */
export async function openFull(dir: string): Promise<BenchDeployment> {
  const [kafka, redis, clickhouse] = await Promise.all([
    startNativeKafka({ dir: join(dir, "kafka") }),
    startNativeRedis({ dir: join(dir, "redis") }),
    startNativeClickHouse({ dir: join(dir, "clickhouse") }),
  ]);
  const env = {
    KAFKA_BROKERS: kafka.url,
    REDIS_URL: redis.url,
    CLICKHOUSE_URL: clickhouse.url,
    MILEPOST_DATABASE: "milepost",
    MILEPOST_DATA: join(dir, "deployment"),
  };
  const services = new Map<ServiceName, RunningService>();
  const start = async (name: ServiceName, more: Readonly<Record<string, string>> = {}): Promise<void> => {
    const service = await startService(name, { ...env, ...more });
    services.set(name, service);
    await service.saying("ready");
  };
  const urlOf = (name: ServiceName): string => services.get(name)?.url ?? "";
  await start("projector");
  await Promise.all([start("ingest"), start("predict")]);
  await start("scoreboard", {
    MILEPOST_INGEST_URL: urlOf("ingest"),
    MILEPOST_PROJECTOR_URL: urlOf("projector"),
    MILEPOST_PREDICT_URL: urlOf("predict"),
  });
  return {
    url: urlOf("scoreboard"),
    sqlUrl: clickhouse.url,
    cpu: () => {
      const pids = [...services].map(([name, service]) => [name, service.process.pid ?? 0] as const);
      const all = [
        ...pids,
        ["kafka", kafka.pid],
        ["redis", redis.pid],
        ["clickhouse", clickhouse.pid],
      ] as const;
      return Object.fromEntries(all.map(([name, pid]) => [name, treeCpuSeconds(pid)]));
    },
    projector: {
      stop: async () => void (await services.get("projector")?.stop()),
      start: () => start("projector", { MILEPOST_PORT: new URL(urlOf("projector")).port }),
    },
    close: async () => {
      await Promise.all([...services.values()].map((service) => service.stop()));
      await Promise.all([kafka, redis, clickhouse].map((server) => server.stop()));
    },
  };
}
