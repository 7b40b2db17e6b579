import { join, resolve } from "node:path";
import { startEmbeddedClickHouse } from "@milepost/clickhouse-embedded";
import type { Lifecycle, Logger } from "@milepost/runtime";
import { createLifecycle } from "@milepost/runtime";
import { startNativeKafka } from "./kafka/start-kafka.ts";
import { startNativeRedis } from "./redis/start-redis.ts";
import { keptPassword, WRITER } from "./kept-password.ts";
import type { StackSettings } from "./settings.ts";

export interface StackOptions {
  readonly settings: StackSettings;
  readonly logger: Logger;
  /** One line for a person who waits. */
  readonly say: (line: string) => void;
}

/** What runs, as the settings that Milepost takes. */
export interface Stack {
  readonly environment: Readonly<Record<string, string>>;
  /** Ends every server and waits for it. */
  close(): Promise<void>;
}

/** Starts the chosen servers one after the other on loopback; when one fails, those before it are ended. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const lifecycle = createLifecycle(options.logger);
  const environment: Record<string, string> = {};
  try {
    for (const server of options.settings.servers) {
      const start = STARTS[server];
      Object.assign(environment, await start(options, lifecycle));
    }
  } catch (error) {
    await lifecycle.close();
    throw error;
  }
  return { environment, close: () => lifecycle.close() };
}

type Start = (options: StackOptions, lifecycle: Lifecycle) => Promise<Readonly<Record<string, string>>>;

const STARTS: Readonly<Record<StackSettings["servers"][number], Start>> = {
  kafka: async ({ settings, say }, lifecycle) => {
    say("Starting Kafka (a few seconds) …");
    const { dataDir, cacheDir, kafkaPort: port } = settings;
    const kafka = await startNativeKafka({ dir: join(dataDir, "kafka"), port, cacheDir, say });
    lifecycle.own("kafka", { close: () => kafka.stop() });
    return { KAFKA_BROKERS: kafka.url };
  },
  clickhouse: async ({ settings, logger, say }, lifecycle) => {
    say("Starting the ClickHouse endpoint …");
    const writer = { user: WRITER, password: keptPassword(resolve(settings.dataDir)) };
    const clickHouse = await startEmbeddedClickHouse({
      dataDir: join(settings.dataDir, "clickhouse"),
      port: settings.clickHousePort,
      database: settings.database,
      writer,
      logger,
    });
    lifecycle.own("clickhouse", clickHouse);
    const url = new URL(clickHouse.url);
    Object.assign(url, { username: writer.user, password: writer.password });
    return { CLICKHOUSE_URL: url.href };
  },
  redis: async ({ settings, say }, lifecycle) => {
    say("Starting Redis …");
    const { dataDir, redisPort: port } = settings;
    const redis = await startNativeRedis({ dir: join(dataDir, "redis"), port, say });
    lifecycle.own("redis", { close: () => redis.stop() });
    return { REDIS_URL: redis.url };
  },
};
