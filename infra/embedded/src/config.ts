import { join } from "node:path";
import { deploymentSettings, deploymentShape, refineDeployment } from "@milepost/deployment";
import { listenerSettings, listenerShape, portSetting } from "@milepost/runtime";
import { z } from "zod";

/** Settings of the embedded default, read once from the environment. */
export const settingsSchema = z
  .object({
    MILEPOST_DATA: z.string().min(1).optional(),
    MILEPOST_DEMO: z.enum(["0", "1"]).default("1"),
    MILEPOST_CLICKHOUSE_PORT: portSetting(8123),
    ...listenerShape({ port: 8080, logLevel: "warn" }),
    ...deploymentShape,
  })
  .check(refineDeployment([]))
  .transform((env) => ({
    ...listenerSettings(env),
    demo: env.MILEPOST_DEMO === "1",
    dataDir: env.MILEPOST_DATA ?? join("data", env.MILEPOST_DEMO === "1" ? "demo" : "main"),
    clickHousePort: env.MILEPOST_CLICKHOUSE_PORT,
    deployment: deploymentSettings(env),
  }));

export type Settings = Readonly<z.output<typeof settingsSchema>>;
