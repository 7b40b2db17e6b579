import { channelSettings, channelShape } from "@milepost/channels/settings";
import { refineDeployment, serviceSettings, serviceShape } from "@milepost/deployment";
import { linkSettings, linkShape } from "@milepost/runtime";
import { z } from "zod";

/** Where the front door of services on one machine listens. */
const FRONT_DOOR = "http://127.0.0.1:8080";

/** Settings of predict as a process of its own, read once from the environment. */
export const settingsSchema = z
  // Secrets that plans may name are settings of any name that begins as theirs do.
  .looseObject({ ...serviceShape(8083), ...channelShape, ...linkShape })
  .check(refineDeployment(["KAFKA_BROKERS", "CLICKHOUSE_URL", "REDIS_URL"]))
  .transform((env) => ({
    ...serviceSettings(env),
    channels: channelSettings(env),
    links: linkSettings(env, { url: FRONT_DOOR }),
  }));
