import type { FastifyInstance } from "fastify";
import fastifySwagger from "@fastify/swagger";
import apiReference from "@scalar/fastify-api-reference";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { createHttpEdge } from "@milepost/runtime";
import type { createScoreboard } from "@milepost/scoreboard/compose";
import type { Embedded } from "./compose.ts";
import type { Demo } from "./demo.ts";
import { registerDemoRoutes } from "./demo-route.ts";
import { registerOperations } from "./operations.ts";

export interface ServerParts {
  readonly embedded: Embedded;
  readonly scoreboard: Awaited<ReturnType<typeof createScoreboard>>;
  readonly demo: Demo | null;
}

/** One HTTP server for API, pages and operations. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const { embedded, scoreboard, demo } = parts;
  const app = createHttpEdge({ allowedHosts: [] });
  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Milepost", version: "1", description: "KPI events in, forecasts against targets out." },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  await app.register(apiReference, { routePrefix: "/docs" });
  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
  registerOperations(app, embedded);
  await app.register(
    async (api) => {
      await api.register(embedded.ingest.routes);
      await api.register(embedded.projector.routes);
      await api.register(embedded.predict.routes);
      await api.register(scoreboard.apiRoutes);
      if (demo !== null) registerDemoRoutes(api, demo);
    },
    { prefix: "/v1" },
  );
  await app.register(scoreboard.pageRoutes);
  await app.ready();
  return app;
}
