import { refineDeployment, serviceSettings, serviceShape } from "@milepost/deployment";
import { z } from "zod";

/** Settings of predict as a process of its own, read once from the environment. */
export const settingsSchema = z
  .object(serviceShape(8083))
  .check(refineDeployment(["KAFKA_BROKERS", "CLICKHOUSE_URL", "REDIS_URL"]))
  .transform(serviceSettings);
