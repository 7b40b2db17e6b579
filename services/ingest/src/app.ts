import { MILEPOST_API } from "@milepost/contracts/examples/index";
import { shownSettings } from "@milepost/deployment";
import { openForService } from "@milepost/deployment/open-for-service";
import type { Service } from "@milepost/runtime";
import type { z } from "zod";
import { createIngest } from "./compose.ts";
import { settingsSchema } from "./config.ts";
import { measureIngest } from "./measure.ts";

/** Ingest as a process of its own. */
export const ingestService: Service<z.output<typeof settingsSchema>> = {
  name: "ingest",
  schema: settingsSchema,
  shown: shownSettings,
  api: MILEPOST_API,
  open: async ({ deployment, dataDir }, runtime) => {
    const { over, ...parts } = await openForService(deployment, runtime, { tables: "await", jobs: true });
    const { logger, lifecycle, metrics } = runtime;
    const ingest = lifecycle.own("ingest", await createIngest({ ...parts, logger, settings: { dataDir } }));
    measureIngest(ingest, metrics);
    return {
      over,
      register: async (app) => {
        await app.register(ingest.routes, { prefix: "/v1" });
      },
    };
  },
};
