import { MILEPOST_API } from "@milepost/contracts/examples/index";
import { shownSettings } from "@milepost/deployment";
import { openForService } from "@milepost/deployment/open-for-service";
import type { Service } from "@milepost/runtime";
import { linkReader, registerOpenApi, systemClock } from "@milepost/runtime";
import { registerDocs } from "@milepost/runtime/api-docs";
import type { z } from "zod";
import { createScoreboard } from "./compose.ts";
import { settingsSchema } from "./config.ts";
import { askPredict } from "./front-door/ask-predict.ts";
import { channelsOverHttp } from "./front-door/channels-over-http.ts";
import { commandsOverHttp } from "./front-door/commands-over-http.ts";
import { forwardToOwners } from "./front-door/forward.ts";
import { replaysOverHttp } from "./front-door/replays-over-http.ts";
import type { OpenApi } from "./front-door/whole-open-api.ts";
import { wholeOpenApi } from "./front-door/whole-open-api.ts";

/** The scoreboard as a process of its own, and the front door to the others: one address for browsers and programs. */
export const scoreboardService: Service<z.output<typeof settingsSchema>> = {
  name: "scoreboard",
  schema: settingsSchema,
  shown: shownSettings,
  api: MILEPOST_API,
  open: async ({ deployment, services, links }, runtime) => {
    const { log, store, clock, over } = await openForService(deployment, runtime, {
      tables: "await",
      jobs: false,
    });
    const { logger, telemetry, lifecycle } = runtime;
    const ask = askPredict(services.predict, telemetry);
    const { channels, testChannel } = channelsOverHttp(ask);
    const tryThresholds = replaysOverHttp(ask);
    const commands = { ...commandsOverHttp(services.ingest, telemetry), testChannel };
    const readLink = linkReader(links, systemClock);
    const pages = { commands, channels, tryThresholds, readLink, demo: null, progress: () => null };
    const parts = { log, store, clock, logger, ...pages };
    const scoreboard = lifecycle.own("scoreboard", await createScoreboard(parts));
    const whole = wholeOpenApi(services);
    return {
      over,
      register: async (app) => {
        registerOpenApi(app, () => whole(app.swagger() as unknown as OpenApi));
        await registerDocs(app);
        await app.register(scoreboard.apiRoutes, { prefix: "/v1" });
        await forwardToOwners(app, { urls: services, telemetry });
        await app.register(scoreboard.pageRoutes);
      },
    };
  },
};
