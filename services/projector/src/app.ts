import { MILEPOST_API } from "@milepost/contracts/examples/index";
import { shownSettings } from "@milepost/deployment";
import { openForService } from "@milepost/deployment/open-for-service";
import type { Service } from "@milepost/runtime";
import type { z } from "zod";
import { createProjector } from "./compose.ts";
import { settingsSchema } from "./config.ts";
import { measureProjector } from "./measure.ts";
import { dieAtProjectorStep } from "./steps.ts";

/** The part that readiness names while the tables are built anew. */
const TABLES = "tables";

/** The projector as a process of its own. */
export const projectorService: Service<z.output<typeof settingsSchema>> = {
  name: "projector",
  schema: settingsSchema,
  shown: shownSettings,
  api: MILEPOST_API,
  open: async ({ deployment, killAt }, runtime) => {
    const { log, store, jobs, clock, over } = await openForService(deployment, runtime, {
      tables: "migrate",
      jobs: true,
    });
    const { logger, telemetry, lifecycle, metrics, readiness } = runtime;
    const { clickHouseCluster: cluster, keepOldTablesMs } = deployment;
    const onStep = dieAtProjectorStep(killAt);
    const projector = lifecycle.own(
      "projector",
      createProjector({
        log,
        store,
        jobs,
        clock,
        logger,
        telemetry,
        cluster,
        keepOldTablesMs,
        onStep,
        onPreparing: (standing) =>
          standing === undefined ? readiness.release(TABLES) : readiness.hold(TABLES, standing),
      }),
    );
    await projector.start();
    measureProjector(projector, metrics);
    return {
      over,
      register: async (app) => {
        await app.register(projector.routes, { prefix: "/v1" });
      },
    };
  },
};
