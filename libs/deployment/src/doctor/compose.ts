import { checkKafka, fixKafka } from "@milepost/event-log/kafka-check";
import { checkRedis } from "@milepost/jobs/check-redis";
import { identityOf, MilepostError, silentLogger, systemClock } from "@milepost/runtime";
import type { Finding } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { checkClickHouse } from "@milepost/store/check-clickhouse";
import { openStore } from "@milepost/store/clickhouse-store";
import { impatient } from "../check-servers.ts";
import { serverOf } from "../engine.ts";
import { kafkaOptions } from "../kafka-options.ts";
import { checkSecondDatabase } from "../second-database.ts";
import type { DeploymentSettings } from "../settings.ts";

const REQUEST_TIMEOUT_MS = 15_000;

export interface DoctorOptions {
  readonly settings: DeploymentSettings;
  /** Creates the topics that a new log is missing, and sets what is wrong in the others. */
  readonly fix: boolean;
  /** Makes topics whose records are lost as well. */
  readonly lostTopics: boolean;
}

/** Looks at every server that the settings name, as a service does when it starts; never rejects for what it finds. */
export async function examine({ settings, ...mend }: DoctorOptions): Promise<readonly Finding[]> {
  const { clickHouseUrl, redisUrl } = settings;
  const logger = silentLogger();
  const redis = redisUrl === undefined ? [] : checkRedis({ url: redisUrl, clock: systemClock, logger });
  if (clickHouseUrl === undefined) {
    return [...(await examineKafka(settings, { ...mend, store: undefined })), ...(await redis)];
  }
  const opened = await openedStore(settings, clickHouseUrl);
  if (!opened.ok) {
    const kafka = await examineKafka(settings, { ...mend, store: undefined });
    return [...kafka, opened.finding, ...(await redis)];
  }
  const { store } = opened;
  try {
    const kafka = await examineKafka(settings, { ...mend, store });
    return [...kafka, ...(await examineClickHouse(store)), ...(await redis)];
  } finally {
    await store.close();
  }
}

type OpenedStore =
  | { readonly ok: true; readonly store: Store }
  | { readonly ok: false; readonly finding: Finding };

async function openedStore({ database }: DeploymentSettings, url: string): Promise<OpenedStore> {
  const options = { ...serverOf(url), database, logger: silentLogger() };
  try {
    return { ok: true, store: await openStore({ ...options, requestTimeoutMs: REQUEST_TIMEOUT_MS }) };
  } catch (error) {
    return { ok: false, finding: clickHouseFailure(error) };
  }
}

async function examineClickHouse(store: Store): Promise<readonly Finding[]> {
  try {
    return await checkClickHouse(store, { clock: systemClock, use: "owns" });
  } catch (error) {
    return [clickHouseFailure(error)];
  }
}

function clickHouseFailure(error: unknown): Finding {
  if (!(error instanceof MilepostError)) throw error;
  const fix = "see that it runs, and that CLICKHOUSE_URL has its address, user and password";
  return { name: "ClickHouse", ok: false, message: error.message, fix };
}

interface KafkaExamination extends Omit<DoctorOptions, "settings"> {
  /** Undefined where nobody can tell which database is this deployment's. */
  readonly store: Store | undefined;
}

async function examineKafka(
  settings: DeploymentSettings,
  { fix, lostTopics, store }: KafkaExamination,
): Promise<readonly Finding[]> {
  if (settings.kafka === undefined) return [];
  try {
    const client = { identity: identityOf("doctor"), logger: silentLogger() };
    const kafka = impatient(await kafkaOptions(settings, settings.kafka, client));
    const findings = fix ? await fixKafka(kafka, { lostTopics }) : await checkKafka(kafka);
    if (store === undefined || findings.some(({ ok, absent }) => !ok && absent !== true)) return findings;
    return [...findings, await checkSecondDatabase({ kafka, store, settings })];
  } catch (error) {
    if (!(error instanceof MilepostError)) throw error;
    return [{ name: "kafka", ok: false, message: error.message }];
  }
}
