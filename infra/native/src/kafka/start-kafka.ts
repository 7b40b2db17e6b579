import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { MilepostError } from "@milepost/runtime/errors";
import { lastLines } from "../last-lines.ts";
import { freePort, startNativeServer } from "../native-server.ts";
import type { NativeServer } from "../native-server.ts";
import { runProgram } from "../run-program.ts";
import { spawnGuarded } from "../spawn-guarded.ts";
import { kafkaJars } from "./kafka-jars.ts";
import type { JarOptions } from "./kafka-jars.ts";
import { kafkaProperties, propertiesText } from "./kafka-properties.ts";
import type { KafkaProperties } from "./kafka-properties.ts";

const START_TIMEOUT_MS = 60_000;
const HEAP = "-Xmx512m";
const CLUSTER_ID_BYTES = 16;

export interface KafkaOptions extends JarOptions {
  /** Folder of the broker's data, kept across restarts. */
  readonly dir: string;
  /** Port of the broker; a free one unless given. The controller takes another free one. */
  readonly port?: number | undefined;
  /** Settings beside or instead of the standard ones. */
  readonly properties?: KafkaProperties | undefined;
}

/** Starts one Kafka broker on loopback, fetching Kafka where it is missing; its URL is what KAFKA_BROKERS takes. */
export async function startNativeKafka(options: KafkaOptions): Promise<NativeServer> {
  const jars = join(await kafkaJars(options), "*");
  const dir = resolve(options.dir);
  const port = options.port ?? (await freePort());
  const standard = kafkaProperties({ port, controllerPort: await freePort(), dir: join(dir, "log") });
  const settings = join(dir, "server.properties");
  mkdirSync(dir, { recursive: true });
  writeFileSync(settings, propertiesText({ ...standard, ...options.properties }));
  await formatOnce(dir, jars);
  const logFile = join(dir, "broker.log");
  const args = [HEAP, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", ...LOGGING, "-cp", jars];
  return startNativeServer({
    name: "Kafka",
    port,
    url: `127.0.0.1:${port}`,
    startTimeoutMs: START_TIMEOUT_MS,
    spawn: () =>
      spawnGuarded({ program: "java", args: [...args, "kafka.Kafka", settings], cwd: dir, logFile }),
    lastWords: () => lastLines(logFile),
  });
}

const LOGGING = ["-Dorg.apache.logging.log4j.level=WARN"];

/** Gives the data folder its cluster id, once. */
async function formatOnce(dir: string, jars: string): Promise<void> {
  if (existsSync(join(dir, "log", "meta.properties"))) return;
  const id = randomBytes(CLUSTER_ID_BYTES).toString("base64url").replace(/^-/, "A");
  const tool = ["-XX:TieredStopAtLevel=1", "-cp", jars, "kafka.tools.StorageTool", "format"];
  const done = await runProgram("java", [...tool, "-t", id, "-c", join(dir, "server.properties")], dir);
  if (done.code === 0) return;
  throw new MilepostError("internal", `Kafka's data folder ${dir} could not be set up: ${done.output}`);
}
