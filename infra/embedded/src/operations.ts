import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { TOPICS } from "@milepost/contracts";
import { z } from "zod";
import type { Embedded } from "./compose.ts";
import { createMetrics, lagOf } from "./metrics.ts";

const PROJECTOR_GROUP = "projector";
const MS_PER_SECOND = 1_000;

const tags = ["operations"];
const healthSchema = {
  summary: "Is the process alive?",
  tags,
  response: { 200: z.object({ status: z.literal("ok") }).meta({ id: "Alive" }) },
};
const readySchema = {
  summary: "Can it serve? If not, why not",
  tags,
  response: {
    200: z.object({ status: z.literal("ready") }).meta({ id: "Ready" }),
    503: z.object({ status: z.literal("not ready"), reason: z.string() }).meta({ id: "NotReady" }),
  },
};

/** Liveness, readiness with its reason, and Prometheus metrics. */
export function registerOperations(app: FastifyInstance, embedded: Embedded): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.get("/healthz", { schema: healthSchema }, () => ({ status: "ok" as const }));
  typed.get("/readyz", { schema: readySchema }, async (_request, reply) => {
    const reason = await unreadyReason(embedded);
    if (reason === undefined) return { status: "ready" as const };
    return reply.code(503).send({ status: "not ready", reason });
  });
  registerMetrics(app, embedded);
}

function registerMetrics(app: FastifyInstance, { log, projector, ingest, predict }: Embedded): void {
  const metrics = createMetrics({
    projectorLag: async () => lagOf(await log.end(TOPICS), await log.committed(PROJECTOR_GROUP, TOPICS)),
    projector: () => projector.metrics(),
    ingest: () => ingest.metrics(),
    predict: () => predict.metrics(),
  });
  app.addHook("onResponse", async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
    const route = routeOptions.url ?? "none";
    metrics.answered({ method, route, status: statusCode }, elapsedTime / MS_PER_SECOND);
  });
  const schema = {
    summary: "Metrics in Prometheus' text format",
    tags,
    response: { 200: { description: "Metrics", content: { "text/plain": { schema: z.string() } } } },
  };
  app.get("/metrics", { schema, serializerCompiler: () => String }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  );
}

async function unreadyReason({ store }: Embedded): Promise<string | undefined> {
  try {
    await store.query({ name: "ready", sql: "SELECT 1 AS one", params: {} });
    return undefined;
  } catch (error) {
    return `the SQL engine does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}
