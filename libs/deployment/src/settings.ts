import { accessSync, constants } from "node:fs";
import { z } from "zod";
import { plainServerAddress, serverAddress, withoutSecrets } from "./server-address.ts";

const HOUR_MS = 3_600_000;
const RESERVED_DATABASE = /^(default|system|information_schema|.*_(base|shadow(_[0-9a-f]+)?))$/;
const BROKERS = /^[\w.-]+:\d{1,5}(,\s*[\w.-]+:\d{1,5})*$/;
const LAST_PORT = 65_535;
const MILLISECONDS = /^[1-9]\d{3,5}$/;
const SASL_MECHANISMS = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] as const;

/** Settings of the three ports and of what belongs to a deployment, by the names of the environment. */
export const deploymentShape = {
  MILEPOST_TOPIC_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,40}$/, "use lower-case letters, digits and hyphens")
    .default("milepost"),
  MILEPOST_DATABASE: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,40}$/, "use lower-case letters, digits and underscores")
    .refine((name) => !RESERVED_DATABASE.test(name), {
      message: "is a name that ClickHouse or Milepost's own tables use; choose another one",
    })
    .default("milepost"),
  MILEPOST_KEEP_OLD_TABLES_HOURS: z
    .string()
    .regex(/^\d{1,4}$/, "give hours as a whole number, such as 24; 0 keeps nothing")
    .default("24"),
  KAFKA_BROKERS: z
    .string()
    .regex(BROKERS, "give hosts with ports, such as kafka-1:9092,kafka-2:9092")
    .refine((brokers) => brokers.split(",").every(hasPort), {
      message: `has a port that is not between 1 and ${LAST_PORT}`,
    })
    .optional(),
  KAFKA_USERNAME: z.string().optional(),
  KAFKA_PASSWORD: z.string().optional(),
  KAFKA_SASL_MECHANISM: z.enum(SASL_MECHANISMS).optional(),
  KAFKA_TLS: z.enum(["0", "1"]).optional(),
  KAFKA_CA_FILE: z
    .string()
    .refine(isReadable, {
      error: ({ input }) =>
        `names ${String(input)}, which cannot be read: name a PEM file that this user may read`,
    })
    .optional(),
  KAFKA_REPLICATION_FACTOR: z
    .string()
    .regex(/^[1-9]\d?$/, "give the copies of each topic, such as 3")
    .optional(),
  KAFKA_SESSION_TIMEOUT_MS: z
    .string()
    .regex(
      MILLISECONDS,
      "give milliseconds from 1000 to 999999, such as 30000; brokers take from 6000 on unless somebody changed them",
    )
    .optional(),
  CLICKHOUSE_URL: plainServerAddress({
    protocol: /^https?$/,
    error: "give the address of ClickHouse's HTTP interface, such as http://user:password@127.0.0.1:8123",
  }).optional(),
  CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^[A-Za-z_][\w.-]{0,100}$/, "give the name of a cluster as ClickHouse's configuration has it")
    .optional(),
  REDIS_URL: serverAddress({
    protocol: /^rediss?$/,
    error: "give the address of Redis, such as redis://127.0.0.1:6379 or rediss://user:password@redis:6380",
  }).optional(),
  REDIS_JOB_LOCK_MS: z
    .string()
    .regex(MILLISECONDS, "give milliseconds from 1000 to 999999, such as 15000")
    .optional(),
} as const;

const shape = z.object(deploymentShape);
type DeploymentEnvironment = z.output<typeof shape>;
type DeploymentName = keyof DeploymentEnvironment;

/** How Kafka is reached. */
export interface KafkaSettings {
  readonly brokers: readonly string[];
  /** Copies of each topic; undefined: three, or as many as there are brokers. */
  readonly replicationFactor: number | undefined;
  /** After so long without a sign of life an instance's partitions go to the others; undefined: half a minute. */
  readonly sessionTimeoutMs: number | undefined;
  readonly tls: { readonly caFile: string | undefined } | undefined;
  readonly sasl:
    | {
        readonly mechanism: (typeof SASL_MECHANISMS)[number];
        readonly username: string;
        readonly password: string;
      }
    | undefined;
}

/** Which servers a deployment runs on, and which of their topics and databases are its own. */
export interface DeploymentSettings {
  readonly topicPrefix: string;
  readonly database: string;
  /** How long the tables from before a rebuild are kept. */
  readonly keepOldTablesMs: number;
  /** Undefined: the embedded log. */
  readonly kafka: KafkaSettings | undefined;
  /** Undefined: the embedded engine. */
  readonly clickHouseUrl: string | undefined;
  /** Name of the cluster that holds the tables replicated and sharded; undefined: one server. */
  readonly clickHouseCluster: string | undefined;
  /** Undefined: jobs run in this process. */
  readonly redisUrl: string | undefined;
  /** After so long without a sign of life an instance's jobs go to the others; undefined: a quarter of a minute. */
  readonly jobLockMs: number | undefined;
}

/** The settings under the names of the code. */
export function deploymentSettings(env: DeploymentEnvironment): DeploymentSettings {
  return {
    topicPrefix: env.MILEPOST_TOPIC_PREFIX,
    database: env.MILEPOST_DATABASE,
    keepOldTablesMs: Number(env.MILEPOST_KEEP_OLD_TABLES_HOURS) * HOUR_MS,
    kafka: env.KAFKA_BROKERS === undefined ? undefined : kafkaSettings(env, env.KAFKA_BROKERS),
    clickHouseUrl: env.CLICKHOUSE_URL,
    clickHouseCluster: env.CLICKHOUSE_CLUSTER,
    redisUrl: env.REDIS_URL,
    jobLockMs: env.REDIS_JOB_LOCK_MS === undefined ? undefined : Number(env.REDIS_JOB_LOCK_MS),
  };
}

function kafkaSettings(env: DeploymentEnvironment, brokers: string): KafkaSettings {
  const { KAFKA_REPLICATION_FACTOR: copies, KAFKA_SESSION_TIMEOUT_MS: session } = env;
  const { KAFKA_USERNAME: username, KAFKA_PASSWORD: password, KAFKA_SASL_MECHANISM: mechanism } = env;
  return {
    brokers: brokers.split(",").map((broker) => broker.trim()),
    replicationFactor: copies === undefined ? undefined : Number(copies),
    sessionTimeoutMs: session === undefined ? undefined : Number(session),
    tls: env.KAFKA_TLS === "1" ? { caFile: env.KAFKA_CA_FILE } : undefined,
    sasl:
      username === undefined || password === undefined
        ? undefined
        : { mechanism: mechanism ?? "SCRAM-SHA-512", username, password },
  };
}

/** Settings that only make sense together with another one. */
const NEEDS: readonly {
  readonly name: DeploymentName;
  readonly other: DeploymentName;
  readonly value?: string;
}[] = [
  { name: "KAFKA_USERNAME", other: "KAFKA_PASSWORD" },
  { name: "KAFKA_PASSWORD", other: "KAFKA_USERNAME" },
  { name: "KAFKA_SASL_MECHANISM", other: "KAFKA_USERNAME" },
  { name: "KAFKA_CA_FILE", other: "KAFKA_TLS", value: "1" },
  { name: "KAFKA_USERNAME", other: "KAFKA_BROKERS" },
  { name: "KAFKA_TLS", other: "KAFKA_BROKERS" },
  { name: "KAFKA_SESSION_TIMEOUT_MS", other: "KAFKA_BROKERS" },
  { name: "CLICKHOUSE_CLUSTER", other: "CLICKHOUSE_URL" },
  { name: "REDIS_JOB_LOCK_MS", other: "REDIS_URL" },
];

const WHY_NEEDED = {
  KAFKA_BROKERS: "it reads the log that the other services write: name the brokers, such as 127.0.0.1:9092",
  CLICKHOUSE_URL:
    "it shares its tables with the other services: name ClickHouse's address, such as http://127.0.0.1:8123",
  REDIS_URL: "it shares its jobs with the other services: name Redis, such as redis://127.0.0.1:6379",
} as const;

/** A setting without which a process cannot run. */
export type NeededSetting = keyof typeof WHY_NEEDED;

/** Reports what is missing or does not fit together, all of it; to be used as a schema's refinement. */
export function refineDeployment(needed: readonly NeededSetting[]) {
  const refine = (env: Partial<DeploymentEnvironment>, context: z.RefinementCtx): void => {
    const add = (path: string, message: string): void =>
      context.addIssue({ code: "custom", path: [path], message });
    for (const name of needed) {
      if (env[name] === undefined) {
        add(
          name,
          `is needed where a service runs as a process of its own: ${WHY_NEEDED[name]}; \`npm start\` needs none`,
        );
      }
    }
    for (const { name, other, value } of NEEDS) {
      const there = value === undefined ? env[other] !== undefined : env[other] === value;
      if (env[name] !== undefined && !there) {
        add(
          name,
          `does nothing without ${value === undefined ? other : `${other}=${value}`}: set both, or neither`,
        );
      }
    }
  };
  // Also where another setting is wrong: everything is reported together.
  return z.superRefine(refine, { when: () => true });
}

/** The settings as anyone may see them: without passwords. */
export function shownDeployment(settings: DeploymentSettings): DeploymentSettings {
  const { kafka, clickHouseUrl, redisUrl } = settings;
  const sasl = kafka?.sasl;
  return {
    ...settings,
    kafka:
      kafka === undefined || sasl === undefined ? kafka : { ...kafka, sasl: { ...sasl, password: HIDDEN } },
    clickHouseUrl: clickHouseUrl === undefined ? undefined : withoutSecrets(clickHouseUrl),
    redisUrl: redisUrl === undefined ? undefined : withoutSecrets(redisUrl),
  };
}

const HIDDEN = "***";

function hasPort(broker: string): boolean {
  const port = Number(broker.slice(broker.lastIndexOf(":") + 1));
  return port >= 1 && port <= LAST_PORT;
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
