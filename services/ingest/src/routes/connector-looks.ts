import { OBSERVATION_KINDS, rowProblemSchema } from "@milepost/contracts";
import type { Check, Discovery } from "@milepost/connectors";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { RunPreview } from "../runs/preview-run.ts";

const params = z.object({ id: z.string() });
const count = z.int().nonnegative();

const checkSchema = z
  .object({
    ok: z.boolean(),
    checks: z.array(
      z.object({ name: z.string(), ok: z.boolean(), message: z.string(), fix: z.string().optional() }),
    ),
  })
  .meta({ id: "ConnectorCheck" });

const discoverySchema = z
  .object({
    rowsLookedAt: count,
    fields: z.array(
      z.object({
        name: z.string(),
        type: z.enum(["number", "date", "text", "empty"]),
        empty: count,
        sample: z.string().nullable(),
        usedAs: z.enum(["kpi", "period", "dimension", "measure"]).nullable(),
      }),
    ),
  })
  .meta({ id: "ConnectorDiscovery" });

const previewSchema = z
  .object({
    rowsRead: count,
    observationsAppended: count.describe("What a run would append"),
    unchanged: count,
    empty: count,
    notYetPublished: count,
    problemCount: count,
    problems: z.array(rowProblemSchema),
    observations: z.array(
      z.object({
        kpi: z.string(),
        series: z.record(z.string(), z.string()),
        period: z.string(),
        kind: z.enum(OBSERVATION_KINDS),
        value: z.string(),
        knownAt: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "ConnectorPreview" });

export interface ConnectorLooksPorts {
  check(connector: string): Promise<readonly Check[]>;
  discover(connector: string): Promise<Discovery>;
  preview(connector: string): Promise<RunPreview>;
}

/** `POST /connectors/{id}/check`, `/discover` and `/preview`: they look and change nothing. */
export function registerConnectorLooks(app: FastifyInstance, ports: ConnectorLooksPorts): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const check = { summary: "Could a run work?", params, response: { 200: checkSchema } };
  typed.post("/connectors/:id/check", { schema: check }, async ({ params: { id } }) => {
    const checks = await ports.check(id);
    return { ok: checks.every(({ ok }) => ok), checks: [...checks] };
  });
  const discover = { summary: "What does the source offer?", params, response: { 200: discoverySchema } };
  typed.post("/connectors/:id/discover", { schema: discover }, async ({ params: { id } }) => {
    const { rowsLookedAt, fields } = await ports.discover(id);
    return { rowsLookedAt, fields: [...fields] };
  });
  const preview = { summary: "What would a run append?", params, response: { 200: previewSchema } };
  typed.post("/connectors/:id/preview", { schema: preview }, async ({ params: { id } }) => {
    const { problems, observations, ...counts } = await ports.preview(id);
    return { ...counts, problems: [...problems], observations: [...observations] };
  });
}
