import { MILEPOST_API } from "@milepost/contracts/examples/index";
import { shownSettings } from "@milepost/deployment";
import { openForService } from "@milepost/deployment/open-for-service";
import { dieAt } from "@milepost/runtime";
import type { Service } from "@milepost/runtime";
import type { z } from "zod";
import { createIngest } from "./compose.ts";
import { settingsSchema } from "./config.ts";
import { measureIngest } from "./measure.ts";
import { DEAD_LETTER_STEPS, RUN_STEPS } from "./steps.ts";

/** Ingest as a process of its own. */
export const ingestService: Service<z.output<typeof settingsSchema>> = {
  name: "ingest",
  schema: settingsSchema,
  shown: shownSettings,
  api: MILEPOST_API,
  open: async ({ deployment, dataDir, killAt }, runtime) => {
    const { over, ...parts } = await openForService(deployment, runtime, { tables: "await", jobs: true });
    const { logger, lifecycle, metrics } = runtime;
    const steps = {
      onRunStep: dieAt(killAt, "connector-run", RUN_STEPS),
      onDeadLetterStep: dieAt(killAt, "dead-letters", DEAD_LETTER_STEPS),
    };
    const ingest = lifecycle.own(
      "ingest",
      await createIngest({ ...parts, ...steps, logger, settings: { dataDir } }),
    );
    measureIngest(ingest, metrics);
    return {
      over,
      register: async (app) => {
        await app.register(ingest.routes, { prefix: "/v1" });
      },
    };
  },
};
