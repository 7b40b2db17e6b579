import { join } from "node:path";
import { z } from "zod";

const LOOPBACK = ["127.0.0.1", "localhost", "::1"];
const RESERVED_DATABASE = /^(default|system|information_schema|.*_(base|shadow))$/;
const HIGHEST_PORT = 65_535;

const port = (standard: number): z.ZodType<number, string | undefined> =>
  z
    .string()
    .optional()
    .transform((text, context) => {
      const number = text === undefined ? standard : Number(text);
      if ((text === undefined || /^\d+$/.test(text)) && number <= HIGHEST_PORT) return number;
      context.addIssue({
        code: "custom",
        message: `"${text}" is no port; give a number from 0 to ${HIGHEST_PORT}`,
      });
      return z.NEVER;
    });

const notYet = (name: string): z.ZodType<undefined, string | undefined> =>
  z
    .string()
    .optional()
    .transform((text, context) => {
      if (text === undefined) return undefined;
      context.addIssue({
        code: "custom",
        message: `${name} is not supported by this version; unset it to use the embedded default`,
      });
      return z.NEVER;
    });

/** Settings of the embedded default, read once from the environment. */
export const settingsSchema = z
  .object({
    MILEPOST_DATA: z.string().min(1).optional(),
    MILEPOST_DEMO: z.enum(["0", "1"]).default("1"),
    MILEPOST_HOST: z
      .string()
      .default("127.0.0.1")
      .refine((host) => LOOPBACK.includes(host), {
        message:
          "listening beyond loopback needs API tokens, which this version does not have; " +
          "keep 127.0.0.1 and put a proxy that signs people in before it",
      }),
    MILEPOST_PORT: port(8080),
    MILEPOST_CLICKHOUSE_PORT: port(8123),
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
    MILEPOST_LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("warn"),
    CLICKHOUSE_URL: z
      .url({
        protocol: /^https?$/,
        error: "give the address of ClickHouse's HTTP interface, such as http://user:password@127.0.0.1:8123",
      })
      .optional(),
    KAFKA_BROKERS: notYet("Kafka"),
    REDIS_URL: notYet("Redis"),
  })
  .transform((env) => ({
    demo: env.MILEPOST_DEMO === "1",
    dataDir: env.MILEPOST_DATA ?? join("data", env.MILEPOST_DEMO === "1" ? "demo" : "main"),
    host: env.MILEPOST_HOST,
    port: env.MILEPOST_PORT,
    clickHousePort: env.MILEPOST_CLICKHOUSE_PORT,
    clickHouseUrl: env.CLICKHOUSE_URL,
    topicPrefix: env.MILEPOST_TOPIC_PREFIX,
    database: env.MILEPOST_DATABASE,
    logLevel: env.MILEPOST_LOG_LEVEL,
  }));

export type Settings = Readonly<z.output<typeof settingsSchema>>;

/** The settings as they may be shown to anyone: without the password of an address. */
export function shownSettings({ clickHouseUrl, ...rest }: Settings): Record<string, unknown> {
  if (clickHouseUrl === undefined) return rest;
  const url = new URL(clickHouseUrl);
  if (url.password !== "") url.password = "***";
  return { ...rest, clickHouseUrl: url.href };
}
