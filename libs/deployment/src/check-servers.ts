import type { KafkaLogOptions } from "@milepost/event-log/kafka-options";
import { refuseUnfit, systemClock } from "@milepost/runtime";
import type { Finding, Logger } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { checkClickHouse } from "@milepost/store/check-clickhouse";
import { checkSecondDatabase } from "./second-database.ts";
import type { DeploymentSettings } from "./settings.ts";

/** Whoever waits for a start or a doctor waits no longer than this for brokers that are away. */
const KAFKA_TIMEOUT_MS = 5_000;

export interface ServersInUse {
  readonly settings: DeploymentSettings;
  /** Undefined where the log is embedded. */
  readonly kafka: KafkaLogOptions | undefined;
  readonly store: Store;
  /** `migrate`: this process owns the tables. */
  readonly tables: "migrate" | "await";
  /** Whether this process runs jobs. */
  readonly jobs: boolean;
  readonly logger: Logger;
}

/** Refuses servers that do not fit, with all that is wrong, before anything is written to one of them. */
export async function refuseUnfitServers(servers: ServersInUse): Promise<void> {
  const { settings, kafka, store, tables, jobs, logger } = servers;
  const { clickHouseUrl, redisUrl } = settings;
  const use = tables === "migrate" ? "owns" : "reads";
  const findings = await Promise.all([
    clickHouseUrl === undefined ? [] : checkClickHouse(store, { clock: systemClock, use }),
    kafka === undefined ? [] : checkKafkaAtStart(kafka),
    jobs && redisUrl !== undefined ? checkRedisAtStart(redisUrl, logger) : [],
  ]);
  refuseUnfit(UNFIT, findings.flat());
  if (kafka === undefined || tables === "await") return;
  refuseUnfit(UNFIT, [await checkSecondDatabase({ kafka, store, settings })]);
}

const UNFIT = "The surroundings do not fit";

async function checkRedisAtStart(url: string, logger: Logger): Promise<readonly Finding[]> {
  const { checkRedis } = await import("@milepost/jobs/check-redis");
  return checkRedis({ url, clock: systemClock, logger });
}

/** Topics that are missing are made where the log is new; opening it refuses them where it is not. */
async function checkKafkaAtStart(kafka: KafkaLogOptions): Promise<readonly Finding[]> {
  const { checkKafka } = await import("@milepost/event-log/kafka-check");
  const findings = await checkKafka(impatient(kafka));
  return findings.filter(({ absent }) => absent !== true);
}

/** The same log for questions whose answer somebody waits for. */
export function impatient(kafka: KafkaLogOptions): KafkaLogOptions {
  return { ...kafka, limits: { ...kafka.limits, readTimeoutMs: KAFKA_TIMEOUT_MS } };
}
