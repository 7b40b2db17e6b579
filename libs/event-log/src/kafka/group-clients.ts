import { Kafka, logLevel } from "kafkajs";
import type { SASLOptions } from "kafkajs";
import { logError } from "./kafka-errors.ts";
import type { KafkaLogOptions } from "./kafka-options.ts";
import { patchRequestTimers } from "./patch-request-timers.ts";

const CONNECT_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 7_000;
const RETRIES = 2;

/** The client ids of a consumer group's members that are alive, by the name that `consume` takes; none where there is no group. */
export async function groupClients(options: KafkaLogOptions, group: string): Promise<readonly string[]> {
  patchRequestTimers();
  const { brokers, clientId, security = {}, prefix } = options;
  const { tls, sasl } = security;
  const kafka = new Kafka({
    brokers: [...brokers],
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: { retries: RETRIES },
    logLevel: logLevel.NOTHING,
    ...(clientId === undefined ? {} : { clientId }),
    ...(tls === undefined ? {} : { ssl: tls === true ? true : { ca: [tls.ca] } }),
    ...(sasl === undefined ? {} : { sasl: sasl as SASLOptions }),
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { groups } = await admin.describeGroups([`${prefix}.${group}`]);
    return groups.flatMap(({ members }) => members.map((member) => member.clientId));
  } catch (error) {
    throw logError(error, "asking who reads the log");
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
