import { refineDeployment, serviceSettings, serviceShape } from "@milepost/deployment";
import { linkSettings, linkShape } from "@milepost/runtime";
import { z } from "zod";

const serviceUrl = (port: number) =>
  z
    .url({
      protocol: /^https?$/,
      error: `give the service's address, such as http://127.0.0.1:${port}`,
      abort: true,
    })
    .refine((address) => new URL(address).href === `${new URL(address).origin}/`, {
      message: `takes scheme, host and port alone, such as http://127.0.0.1:${port}`,
    })
    .default(`http://127.0.0.1:${port}`)
    .transform((address) => new URL(address).origin);

/** Settings of scoreboard as a process of its own, read once from the environment. */
export const settingsSchema = z
  .object({
    MILEPOST_INGEST_URL: serviceUrl(8081),
    MILEPOST_PROJECTOR_URL: serviceUrl(8082),
    MILEPOST_PREDICT_URL: serviceUrl(8083),
    ...serviceShape(8080),
    ...linkShape,
  })
  .check(refineDeployment(["KAFKA_BROKERS", "CLICKHOUSE_URL"]))
  .transform((env) => ({
    ...serviceSettings(env),
    links: linkSettings(env, { url: "" }),
    services: {
      ingest: env.MILEPOST_INGEST_URL,
      projector: env.MILEPOST_PROJECTOR_URL,
      predict: env.MILEPOST_PREDICT_URL,
    },
  }));
