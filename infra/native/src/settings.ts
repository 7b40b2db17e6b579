import { join } from "node:path";
import { parseArgs } from "node:util";
import { MilepostError, parseSettings } from "@milepost/runtime";
import { z } from "zod";
import { defaultCacheDir } from "./kafka/kafka-jars.ts";

const SERVERS = ["kafka", "clickhouse", "redis"] as const;
const HIGHEST_PORT = 65_535;

/** What `npm run stack` takes on its command line. */
export const USAGE = `npm run stack -- [options]

  --only kafka|clickhouse|redis   start only this one; may be given several times
  --data FOLDER                   where the servers keep their data (data/stack)
  --kafka-port PORT               9092
  --clickhouse-port PORT          8123
  --redis-port PORT               6379
  --database NAME                 the ClickHouse database of the BI tables (milepost)
`;

const port = (standard: number): z.ZodType<number, string | undefined> =>
  z
    .string()
    .regex(/^[1-9]\d{0,4}$/, `give a port from 1 to ${HIGHEST_PORT}`)
    .optional()
    .transform((text) => Number(text ?? standard))
    .refine((number) => number <= HIGHEST_PORT, `give a port from 1 to ${HIGHEST_PORT}`);

const schema = z.object({
  only: z.array(z.enum(SERVERS)).default([...SERVERS]),
  data: z.string().default(join("data", "stack")),
  "kafka-port": port(9092),
  "clickhouse-port": port(8123),
  "redis-port": port(6379),
  database: z.string().default("milepost"),
  MILEPOST_CACHE: z.string().default(defaultCacheDir()),
});

/** What the stack is made of. */
export interface StackSettings {
  readonly servers: readonly (typeof SERVERS)[number][];
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly kafkaPort: number;
  readonly clickHousePort: number;
  readonly redisPort: number;
  readonly database: string;
}

/** Reads the command line and the environment; every problem is reported together. */
export function stackSettings(
  args: readonly string[],
  { MILEPOST_CACHE }: Readonly<Record<string, string | undefined>>,
): StackSettings {
  const settings = parseSettings(schema, { ...given(args), MILEPOST_CACHE } as Record<string, string>);
  return {
    servers: SERVERS.filter((server) => settings.only.includes(server)),
    dataDir: settings.data,
    cacheDir: settings.MILEPOST_CACHE,
    kafkaPort: settings["kafka-port"],
    clickHousePort: settings["clickhouse-port"],
    redisPort: settings["redis-port"],
    database: settings.database,
  };
}

function given(args: readonly string[]): Readonly<Record<string, unknown>> {
  const text = { type: "string" } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: "string", multiple: true },
        data: text,
        "kafka-port": text,
        "clickhouse-port": text,
        "redis-port": text,
        database: text,
      },
    });
    return values;
  } catch (error) {
    throw new MilepostError("config_invalid", `${(error as Error).message}\n\n${USAGE}`);
  }
}
