import { MILEPOST_API } from "@milepost/contracts/examples/index";
import type { Logger, Telemetry } from "@milepost/runtime";
import {
  collectOpenApi,
  createHttpEdge,
  registerOpenApi,
  registerOperations,
  registerTracing,
} from "@milepost/runtime";
import { registerDocs } from "@milepost/runtime/api-docs";
import type { createScoreboard } from "@milepost/scoreboard/compose";
import type { FastifyInstance } from "fastify";
import type { Embedded } from "./compose.ts";
import type { Demo } from "./demo.ts";
import { registerDemoRoutes } from "./demo-route.ts";

export interface ServerParts {
  readonly embedded: Embedded;
  readonly scoreboard: Awaited<ReturnType<typeof createScoreboard>>;
  readonly demo: Demo | null;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
}

/** One HTTP server for API, pages and operations. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const app = createHttpEdge({ allowedHosts: [], ...parts });
  await registerRoutes(app, parts);
  await app.ready();
  return app;
}

/** Registers everything that the server answers. */
export async function registerRoutes(
  app: FastifyInstance,
  { embedded, scoreboard, demo, telemetry }: Omit<ServerParts, "logger">,
): Promise<void> {
  registerTracing(app, telemetry);
  await collectOpenApi(app, MILEPOST_API);
  registerOpenApi(app, () => app.swagger());
  await registerDocs(app);
  registerOperations(app, embedded);
  await app.register(
    async (api) => {
      await api.register(embedded.ingest.routes);
      await api.register(embedded.desk.routes);
      await api.register(embedded.projector.routes);
      await api.register(embedded.predict.routes);
      await api.register(scoreboard.apiRoutes);
      if (demo !== null) registerDemoRoutes(api, demo);
    },
    { prefix: "/v1" },
  );
  await app.register(scoreboard.pageRoutes);
}
