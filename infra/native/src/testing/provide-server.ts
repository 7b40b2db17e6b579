import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedClickHouse } from "@milepost/clickhouse-embedded";
import { startNativeKafka } from "../kafka/start-kafka.ts";
import { startNativeRedis } from "../redis/start-redis.ts";
import { silentLogger } from "@milepost/runtime";
import { containerEngineAnswers, startContainer } from "./server-containers.ts";

export const SERVERS = ["kafka", "redis", "clickhouse"] as const;
export type ServerName = (typeof SERVERS)[number];

/** A server for tests, and who started it. */
export interface ProvidedServer {
  /** What the setting of the same server takes: brokers, or a URL. */
  readonly url: string;
  readonly from: string;
  stop(): Promise<void>;
}

const SETTINGS: Readonly<Record<ServerName, string>> = {
  kafka: "MILEPOST_TEST_KAFKA_BROKERS",
  redis: "MILEPOST_TEST_REDIS_URL",
  clickhouse: "MILEPOST_TEST_CLICKHOUSE_URL",
};

/** The server that the environment names, else one in a container, else one of the native stack. */
export async function provideServer(name: ServerName): Promise<ProvidedServer> {
  const given = process.env[SETTINGS[name]];
  if (given !== undefined && given !== "") {
    return { url: given, from: SETTINGS[name], stop: async () => undefined };
  }
  if (await containerEngineAnswers()) return startContainer(name);
  return startNative(name);
}

async function startNative(name: ServerName): Promise<ProvidedServer> {
  const dir = mkdtempSync(join(tmpdir(), `milepost-test-${name}-`));
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const started = await NATIVE[name](dir, say);
  const stop = async (): Promise<void> => {
    await started.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  return { url: started.url, from: "the native stack", stop };
}

type StartNative = (
  dir: string,
  say: (line: string) => void,
) => Promise<{ readonly url: string; stop(): Promise<void> }>;

const NATIVE: Readonly<Record<ServerName, StartNative>> = {
  kafka: (dir, say) => startNativeKafka({ dir, say }),
  redis: (dir, say) => startNativeRedis({ dir, say }),
  clickhouse: async (dataDir) => {
    const writer = { user: "writer", password: "test" };
    const options = { dataDir, port: 0, database: "milepost", writer, logger: silentLogger() };
    const engine = await startEmbeddedClickHouse(options);
    const url = new URL(engine.url);
    Object.assign(url, { username: writer.user, password: writer.password });
    return { url: url.href, stop: () => engine.close() };
  },
};
