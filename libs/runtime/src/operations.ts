import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Metrics } from "./metrics.ts";
import { LOOK_LIMIT_MS } from "./readiness.ts";
import type { Readiness } from "./readiness.ts";

const MS_PER_SECOND = 1_000;
const READY_LIMIT_MS = LOOK_LIMIT_MS + 1_000;
const LATENCY_BUCKETS_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

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

/** What a process tells of itself. */
export interface OperationsParts {
  readonly metrics: Metrics;
  readonly readiness: Readiness;
}

/** `/healthz`, `/readyz` with its reason, `/metrics`, and how long every request took. */
export function registerOperations(app: FastifyInstance, { metrics, readiness }: OperationsParts): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.get("/healthz", { schema: healthSchema }, () => ({ status: "ok" as const }));
  typed.get("/readyz", { schema: readySchema }, async (_request, reply) => {
    const reason = await readiness.reason();
    if (reason === undefined) return { status: "ready" as const };
    return reply.code(503).send({ status: "not ready", reason });
  });
  registerMetrics(app, metrics);
  metrics.read({
    type: "gauge",
    name: "milepost_ready",
    help: "1 when the process can serve, 0 when it cannot; /readyz says why.",
    // Longer than a look may take: while one does not end, this is 0, not absent.
    limitMs: READY_LIMIT_MS,
    read: async () => [{ value: (await readiness.reason()) === undefined ? 1 : 0 }],
  });
}

function registerMetrics(app: FastifyInstance, metrics: Metrics): void {
  const answered = metrics.histogram({
    name: "milepost_http_request_duration_seconds",
    help: "How long requests took.",
    labels: ["method", "route", "status"],
    buckets: LATENCY_BUCKETS_SECONDS,
  });
  app.addHook("onResponse", async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
    // The pattern of the route, not its address: addresses hold ids without end.
    const route = routeOptions.url ?? "none";
    answered(elapsedTime / MS_PER_SECOND, { method, route, status: String(statusCode) });
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
