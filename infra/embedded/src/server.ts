import type { FastifyInstance } from "fastify";
import fastifySwagger from "@fastify/swagger";
import { jsonSchemaTransform } from "fastify-type-provider-zod";
import { createHttpEdge } from "@milepost/runtime";
import type { createScoreboard } from "@milepost/scoreboard/compose";
import type { Embedded } from "./compose.ts";
import type { Demo } from "./demo.ts";
import { registerDemoRoutes } from "./demo-route.ts";
import { registerDocs } from "./docs.ts";
import { finishOpenApi } from "./openapi.ts";
import { registerOperations } from "./operations.ts";

export interface ServerParts {
  readonly embedded: Embedded;
  readonly scoreboard: Awaited<ReturnType<typeof createScoreboard>>;
  readonly demo: Demo | null;
}

const DESCRIPTION = `Tells early enough to act which goals will miss their targets: KPI events in, forecasts against targets out.

Errors are problem details (RFC 9457) that name the field and the fix. Lists end with \`next\`: send it as \`cursor\` for the next page. Commands take an \`Idempotency-Key\`: the same key again gives the same answer and has no second effect. A moment (\`asOf\`) is \`now\`, a period such as \`2014-08\`, or an instant. Numbers of observations are decimal text; unknown is null, never 0.`;

/** One HTTP server for API, pages and operations. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const app = createHttpEdge({ allowedHosts: [] });
  await registerRoutes(app, parts);
  await app.ready();
  return app;
}

/** Registers everything that the server answers. */
export async function registerRoutes(
  app: FastifyInstance,
  { embedded, scoreboard, demo }: ServerParts,
): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Milepost", version: "1", description: DESCRIPTION },
      servers: [{ url: "/" }],
    },
    transform: jsonSchemaTransform,
    transformObject: finishOpenApi,
  });
  await registerDocs(app);
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
}
