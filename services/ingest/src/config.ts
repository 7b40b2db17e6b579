import { join } from "node:path";
import { refineDeployment, serviceSettings, serviceShape } from "@milepost/deployment";
import { z } from "zod";

/** Settings of ingest as a process of its own, read once from the environment. */
export const settingsSchema = z
  .object({ MILEPOST_DATA: z.string().min(1).default(join("data", "main")), ...serviceShape(8081) })
  .check(refineDeployment(["KAFKA_BROKERS", "CLICKHOUSE_URL", "REDIS_URL"]))
  .transform((env) => ({ ...serviceSettings(env), dataDir: env.MILEPOST_DATA }));
