import { refineDeployment, serviceSettings, serviceShape } from "@milepost/deployment";
import { z } from "zod";

/** Settings of projector as a process of its own, read once from the environment. */
export const settingsSchema = z
  .object(serviceShape(8082))
  .check(refineDeployment(["KAFKA_BROKERS", "CLICKHOUSE_URL", "REDIS_URL"]))
  .transform(serviceSettings);
