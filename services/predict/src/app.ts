import { MILEPOST_API } from "@milepost/contracts/examples/index";
import { shownSettings } from "@milepost/deployment";
import { openForService } from "@milepost/deployment/open-for-service";
import { dieAt, systemClock } from "@milepost/runtime";
import type { Service } from "@milepost/runtime";
import type { z } from "zod";
import { beginPredicting } from "./begin-predicting.ts";
import { createPredict } from "./compose.ts";
import { settingsSchema } from "./config.ts";
import { measurePredict } from "./measure.ts";
import { DELIVERY_STEPS, dieAtPredictStep } from "./steps.ts";

/** Predict as a process of its own. */
export const predictService: Service<z.output<typeof settingsSchema>> = {
  name: "predict",
  schema: settingsSchema,
  shown: shownSettings,
  api: MILEPOST_API,
  open: async ({ deployment, killAt, channels, links }, runtime) => {
    const { log, store, jobs, clock, waitVisible, over } = await openForService(deployment, runtime, {
      tables: "await",
      jobs: true,
    });
    const { logger, lifecycle, metrics } = runtime;
    const delivery = {
      channels,
      links,
      worldClock: systemClock,
      onStep: dieAt(killAt, "delivery", DELIVERY_STEPS),
    };
    const steps = dieAtPredictStep(killAt);
    const parts = { log, store, jobs, clock, logger, waitVisible, ...steps, delivery };
    const predict = lifecycle.own("predict", createPredict(parts));
    measurePredict(predict, metrics);
    lifecycle.own("first assessment", beginPredicting(predict, logger));
    return {
      over,
      register: async (app) => {
        await app.register(predict.routes, { prefix: "/v1" });
      },
    };
  },
};
