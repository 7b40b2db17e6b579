import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { startEmbeddedClickHouse } from "@milepost/clickhouse-embedded";
import type { EventLog } from "@milepost/event-log";
import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import type { KafkaLogOptions } from "@milepost/event-log/kafka-options";
import { createLogGenerations } from "@milepost/event-log/log-generations";
import type { AttemptStep, GenerationStorage, LogGenerations } from "@milepost/event-log/log-generations";
import type { Jobs } from "@milepost/jobs";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import { MilepostError, systemClock } from "@milepost/runtime";
import type { Finding, Identity, Lifecycle, Logger, Metrics, Readiness, Telemetry } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { openStore } from "@milepost/store/clickhouse-store";
import { createDatabase, databaseIdentity } from "@milepost/store/database-identity";
import { migrate } from "@milepost/store/migrate";
import { refuseUnfitSchema } from "@milepost/store/schema-problem";
import { refuseUnfitServers } from "./check-servers.ts";
import { serverOf } from "./engine.ts";
import type { Engine } from "./engine.ts";
import { kafkaOptions } from "./kafka-options.ts";
import { withJobMetrics } from "./ports/with-job-metrics.ts";
import { withJobTelemetry } from "./ports/with-job-telemetry.ts";
import { measureLag, withLogMetrics } from "./ports/with-log-metrics.ts";
import { withLogReadiness } from "./ports/with-log-readiness.ts";
import { withLogTelemetry } from "./ports/with-log-telemetry.ts";
import { withStoreMetrics } from "./ports/with-store-metrics.ts";
import { withStoreTelemetry } from "./ports/with-store-telemetry.ts";
import { checkSecondDatabase } from "./second-database.ts";
import type { DeploymentSettings } from "./settings.ts";

const STORE_TIMEOUT_MS = 60_000;
const PASSWORD_BYTES = 24;
/** A process that copies the log is heard of every two seconds; after so long it is dead. */
const WORKER_SILENT_MS = 30_000;

/** What a port runs on where no server is named for it. */
export interface EmbeddedParts {
  readonly dataDir: string;
  /** Where the SQL engine listens. */
  readonly host: string;
  readonly clickHousePort: number;
  /** Called when the SQL engine ended by itself. */
  readonly onEngineLost: () => void;
}

export interface DeploymentOptions {
  readonly settings: DeploymentSettings;
  readonly identity: Identity;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly telemetry: Telemetry;
  /** Held while a consumer of the log gets no records. */
  readonly readiness: Readiness;
  /** Takes over the closing of everything that is opened. */
  readonly lifecycle: Lifecycle;
  /** `migrate`: this process owns the tables; `await`: another one does. */
  readonly tables: "migrate" | "await";
  /** Whether this process runs jobs. */
  readonly jobs: boolean;
  /** Called where the next generation of the log stands; tests kill the process there. */
  readonly onGenerationStep?: ((step: AttemptStep) => void) | undefined;
  /** Undefined where every port needs its server. */
  readonly embedded?: EmbeddedParts;
}

/** The three ports, open, each on the server that the settings name, or embedded. */
export interface Deployment {
  readonly log: EventLog;
  /** The generations of that log, of which it is the one that is live. */
  readonly generations: LogGenerations;
  readonly store: Store;
  readonly jobs: Jobs;
  /** Address of ClickHouse's HTTP interface, for BI tools. */
  readonly sqlUrl: string;
  /** Whether another database is written from the same log; nothing where nobody else can reach it. */
  readonly checkSecondDatabase: () => Promise<readonly Finding[]>;
  /** Resolves with the reason when the log went on in another generation: everything must be opened again. */
  readonly over: Promise<string>;
}

/**
 * Opens log, store and jobs; the one place that chooses their adapters. Those of servers are loaded where a setting names
 * the server: with them a start would load half as many modules again, which nobody calls.
 */
export async function openDeployment(options: DeploymentOptions): Promise<Deployment> {
  const { lifecycle, metrics, telemetry, settings, identity, logger, readiness } = options;
  const engine = await openEngine(options);
  const server = { ...engine, database: settings.database, logger, requestTimeoutMs: STORE_TIMEOUT_MS };
  const store = lifecycle.own("store", await openStore(server));
  const kafka =
    settings.kafka === undefined
      ? undefined
      : await kafkaOptions(settings, settings.kafka, { identity, logger });
  await refuseUnfitServers({ ...options, store, kafka });
  const over = Promise.withResolvers<string>();
  const { log: opened, storage } = await openLog(options, { store, kafka, over: over.resolve });
  const log = lifecycle.own("log", withLogReadiness(opened, readiness));
  const generations = lifecycle.own("generations", generationsOf(options, storage));
  const cluster = settings.clickHouseCluster;
  await (options.tables === "migrate" ? migrate(store, { cluster }) : refuseUnfitSchema(store));
  const jobs = lifecycle.own("jobs", await openJobs(options, log.generation));
  measureLag(log, metrics);
  return {
    log: withLogMetrics(withLogTelemetry(log, telemetry), metrics),
    generations,
    store: withStoreMetrics(withStoreTelemetry(store, telemetry), metrics),
    jobs: withJobMetrics(withJobTelemetry(jobs, telemetry), metrics),
    sqlUrl: engine.url,
    checkSecondDatabase: async () =>
      kafka === undefined ? [] : [await checkSecondDatabase({ kafka, store, settings })],
    over: over.promise,
  };
}

interface LogPlace {
  readonly store: Store;
  /** Undefined where the log is embedded. */
  readonly kafka: KafkaLogOptions | undefined;
  /** Told why everything must be opened again. */
  readonly over: (reason: string) => void;
}

interface OpenedLog {
  readonly log: EventLog;
  /** Where its generations lie. */
  readonly storage: GenerationStorage;
}

async function openLog(
  { settings, identity, logger, embedded, tables }: DeploymentOptions,
  { store, kafka, over }: LogPlace,
): Promise<OpenedLog> {
  const onGenerationChanged = (generation: number): void =>
    over(`the log went on in generation ${generation}`);
  if (kafka === undefined || settings.kafka === undefined) {
    const { dataDir } = needed(embedded, "KAFKA_BROKERS");
    const place = { dir: join(dataDir, "log"), prefix: settings.topicPrefix };
    const log = await openEmbeddedLog({ ...place, logger, onGenerationChanged });
    return { log, storage: log.generations };
  }
  const [{ openKafkaGenerations }, { openKafkaLog }] = await Promise.all([
    import("@milepost/event-log/kafka-generations"),
    import("@milepost/event-log/kafka-log"),
  ]);
  const storage = (): GenerationStorage => openKafkaGenerations(kafka);
  if (tables === "await")
    return { log: await openKafkaLog({ ...kafka, onGenerationChanged }), storage: storage() };
  // Whoever writes tables says which, so that another database on the same log is found.
  await createDatabase(store, settings.clickHouseCluster);
  const database = await databaseIdentity(store, settings.clickHouseCluster);
  const named = await kafkaOptions(settings, settings.kafka, { identity, database, logger });
  return { log: await openKafkaLog({ ...named, onGenerationChanged }), storage: storage() };
}

function generationsOf(
  { settings, identity, onGenerationStep }: DeploymentOptions,
  storage: GenerationStorage,
): LogGenerations {
  // The embedded log has one process: another one that was at work is dead.
  const silentMs = settings.kafka === undefined ? 0 : WORKER_SILENT_MS;
  const worker = identity.instance;
  return createLogGenerations({ storage, worker, clock: systemClock, silentMs, onStep: onGenerationStep });
}

async function openJobs({ settings, logger, jobs }: DeploymentOptions, generation: number): Promise<Jobs> {
  const { redisUrl, topicPrefix, jobLockMs } = settings;
  if (!jobs || redisUrl === undefined) return openEmbeddedJobs({ logger });
  // Jobs name positions of their generation: those of another one are never taken, and follow from the log again.
  const prefix = generation === 1 ? topicPrefix : `${topicPrefix}.g${generation}`;
  const limits = jobLockMs === undefined ? {} : { lockMs: jobLockMs };
  const { openBullmqJobs } = await import("@milepost/jobs/bullmq-jobs");
  return openBullmqJobs({ url: redisUrl, prefix, logger, limits });
}

async function openEngine({ settings, logger, embedded, lifecycle }: DeploymentOptions): Promise<Engine> {
  if (settings.clickHouseUrl !== undefined) return serverOf(settings.clickHouseUrl);
  const { dataDir, host, clickHousePort, onEngineLost } = needed(embedded, "CLICKHOUSE_URL");
  const writer = { user: "milepost_writer", password: randomBytes(PASSWORD_BYTES).toString("base64url") };
  const engine = await startEmbeddedClickHouse({
    dataDir: join(dataDir, "clickhouse"),
    host,
    port: clickHousePort,
    database: settings.database,
    writer,
    logger,
  });
  let closing = false;
  lifecycle.own("sql engine", {
    close: () => {
      closing = true;
      return engine.close();
    },
  });
  void engine.exited.then(() => (closing ? undefined : onEngineLost()));
  return { url: engine.url, ...writer };
}

function needed(embedded: EmbeddedParts | undefined, setting: string): EmbeddedParts {
  if (embedded !== undefined) return embedded;
  throw new MilepostError(
    "config_invalid",
    `${setting} is needed where a service runs as a process of its own`,
  );
}
