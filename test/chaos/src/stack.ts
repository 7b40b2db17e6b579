import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  canStartRedis,
  nativeKafkaIsPossible,
  startNativeClickHouse,
  startNativeKafka,
  startNativeRedis,
} from "@milepost/testkit/native-servers";
import type { NativeServer } from "@milepost/testkit/native-servers";

/** Kafka, Redis and ClickHouse of this test alone: each may be killed, and started again on its data and port. */
export interface Stack {
  readonly kafka: NativeServer;
  readonly redis: NativeServer;
  readonly clickhouse: NativeServer;
  /** The settings that lead a service to them. */
  readonly env: Readonly<Record<string, string>>;
  readonly dir: string;
  close(): Promise<void>;
}

/** Whether the servers can be started here; where not, the suites say so and are skipped. */
export async function stackIsPossible(): Promise<boolean> {
  return (await Promise.all([nativeKafkaIsPossible(), canStartRedis()])).every(Boolean);
}

/** Starts the servers in processes of their own. */
export async function startStack(): Promise<Stack> {
  const dir = mkdtempSync(join(tmpdir(), "milepost-chaos-"));
  const [kafka, redis, clickhouse] = await Promise.all([
    startNativeKafka({ dir: join(dir, "kafka") }),
    startNativeRedis({ dir: join(dir, "redis") }),
    startNativeClickHouse({ dir: join(dir, "clickhouse") }),
  ]);
  return {
    kafka,
    redis,
    clickhouse,
    dir,
    env: { KAFKA_BROKERS: kafka.url, REDIS_URL: redis.url, CLICKHOUSE_URL: clickhouse.url },
    close: async () => {
      await Promise.all([kafka, redis, clickhouse].map((server) => server.stop()));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
