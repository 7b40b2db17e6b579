import { readFile } from "node:fs/promises";
import type { KafkaLogOptions, KafkaSecurity } from "@milepost/event-log/kafka-options";
import { MilepostError } from "@milepost/runtime";
import type { Identity, Logger } from "@milepost/runtime";
import type { DeploymentSettings, KafkaSettings } from "./settings.ts";

/** Consumer groups of a deployment, by the names that `consume` takes; Kafka knows them with the topic prefix. */
const CONSUMER_GROUPS = ["projector", "predict", "folds"] as const;

const MECHANISMS = {
  PLAIN: "plain",
  "SCRAM-SHA-256": "scram-sha-256",
  "SCRAM-SHA-512": "scram-sha-512",
} as const;

/** Who asks Kafka. */
export interface KafkaClient {
  readonly identity: Identity;
  /** Which database the process writes to; undefined where it writes to none, or that is not known yet. */
  readonly database?: string | undefined;
  readonly logger: Logger;
}

/** What opening or checking the log on Kafka takes, from the settings. */
export async function kafkaOptions(
  { topicPrefix }: DeploymentSettings,
  kafka: KafkaSettings,
  { identity, database, logger }: KafkaClient,
): Promise<KafkaLogOptions> {
  return {
    brokers: kafka.brokers,
    prefix: topicPrefix,
    clientId: clientId(identity, database),
    groups: CONSUMER_GROUPS,
    security: await securityOf(kafka),
    logger,
    ...(kafka.replicationFactor === undefined ? {} : { replicationFactor: kafka.replicationFactor }),
    ...(kafka.sessionTimeoutMs === undefined ? {} : { limits: { sessionTimeoutMs: kafka.sessionTimeoutMs } }),
  };
}

const NO_DATABASE = "none";
const CLIENT_ID = /^milepost-\w+\.([0-9a-f]+)\.\w+$/;

/** Says in the brokers' logs, and to other processes, who this is and which database it writes to. */
function clientId({ service, instance }: Identity, database: string | undefined): string {
  return `milepost-${service}.${database ?? NO_DATABASE}.${instance}`;
}

/** The database that a client's id names; undefined when it names none. */
export function databaseOfClient(id: string): string | undefined {
  return CLIENT_ID.exec(id)?.[1];
}

async function securityOf({ tls, sasl }: KafkaSettings): Promise<KafkaSecurity> {
  const ca = tls?.caFile === undefined ? undefined : await readCertificate(tls.caFile);
  return {
    ...(tls === undefined ? {} : { tls: ca === undefined ? true : { ca } }),
    ...(sasl === undefined ? {} : { sasl: { ...sasl, mechanism: MECHANISMS[sasl.mechanism] } }),
  };
}

async function readCertificate(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const message = `KAFKA_CA_FILE names ${path}, which cannot be read: name a PEM file that this user may read`;
    throw new MilepostError("config_invalid", message, { cause });
  }
}
