import { join } from "node:path";
import { channelSettings, channelShape } from "@milepost/channels/settings";
import { deploymentSettings, deploymentShape, refineDeployment } from "@milepost/deployment";
import {
  keptLinkKey,
  linkSettings,
  linkShape,
  listenerSettings,
  listenerShape,
  portSetting,
} from "@milepost/runtime";
import { z } from "zod";

/** Settings of the embedded default, read once from the environment. */
export const settingsSchema = z
  // Secrets that plans may name are settings of any name that begins as theirs do.
  .looseObject({
    MILEPOST_DATA: z.string().min(1).optional(),
    MILEPOST_DEMO: z.enum(["0", "1"]).default("1"),
    MILEPOST_CLICKHOUSE_PORT: portSetting(8123),
    ...listenerShape({ port: 8080, logLevel: "warn" }),
    ...deploymentShape,
    ...channelShape,
    ...linkShape,
  })
  .check(refineDeployment([]))
  .transform((env) => ({
    ...listenerSettings(env),
    channels: channelSettings({
      ...env,
      MILEPOST_SECRETS: env.MILEPOST_SECRETS ?? join(dataDirOf(env), "secrets"),
    }),
    links: linkSettings(env, {
      url: `http://127.0.0.1:${listenerSettings(env).port}`,
      key: () => keptLinkKey(dataDirOf(env)),
    }),
    demo: env.MILEPOST_DEMO === "1",
    dataDir: dataDirOf(env),
    clickHousePort: env.MILEPOST_CLICKHOUSE_PORT,
    deployment: deploymentSettings(env),
  }));

function dataDirOf(env: {
  readonly MILEPOST_DATA?: string | undefined;
  readonly MILEPOST_DEMO: "0" | "1";
}): string {
  return env.MILEPOST_DATA ?? join("data", env.MILEPOST_DEMO === "1" ? "demo" : "main");
}

export type Settings = Readonly<z.output<typeof settingsSchema>>;
