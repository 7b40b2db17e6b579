import type { FastifyInstance } from "fastify";
import type { Position } from "@milepost/contracts";
import { TOPICS } from "@milepost/contracts";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Embedded } from "./compose.ts";

const PROJECTOR_GROUP = "projector";

/** Liveness, readiness with its reason, and Prometheus metrics. */
export function registerOperations(app: FastifyInstance, embedded: Embedded): void {
  const hidden = { schema: { hide: true } };
  const registry = createRegistry(embedded);
  app.get("/healthz", hidden, () => ({ status: "ok" }));
  app.get("/readyz", hidden, async (_request, reply) => {
    const reason = await unreadyReason(embedded);
    return reason === undefined ? { status: "ready" } : reply.code(503).send({ status: "not ready", reason });
  });
  app.get("/metrics", hidden, async (_request, reply) => {
    void reply.type(registry.contentType);
    return registry.metrics();
  });
}

async function unreadyReason(embedded: Embedded): Promise<string | undefined> {
  try {
    await embedded.store.query({ name: "ready", sql: "SELECT 1 AS one", params: {} });
    return undefined;
  } catch (error) {
    return `the SQL engine does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function createRegistry(embedded: Embedded): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const lag = new Gauge({
    name: "milepost_projector_lag_records",
    help: "Records in the log that the projector has not committed yet; absent when unknown.",
    labelNames: ["partition"],
    registers: [registry],
    collect: async () => {
      lag.reset();
      for (const [partition, records] of await projectorLag(embedded)) lag.set({ partition }, records);
    },
  });
  return registry;
}

async function projectorLag(embedded: Embedded): Promise<readonly (readonly [string, number])[]> {
  try {
    const end: Position = await embedded.log.end(TOPICS);
    const committed = await embedded.log.committed(PROJECTOR_GROUP, TOPICS);
    return Object.entries(end).map(
      ([partition, offset]) => [partition, offset - (committed[partition] ?? 0)] as const,
    );
  } catch {
    return [];
  }
}
