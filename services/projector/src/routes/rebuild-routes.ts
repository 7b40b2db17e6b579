import { commandHeaders } from "@milepost/contracts";
import { oncePerKey } from "@milepost/runtime";
import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Rebuilds } from "../rebuild/rebuilds.ts";
import { rebuildStatusSchema, rebuildSummarySchema } from "../rebuild/report.ts";
import type { RebuildStatus } from "../rebuild/report.ts";

const params = z.object({ rebuild: z.string().max(200) });
const listSchema = z
  .object({ items: z.array(rebuildSummarySchema), next: z.null() })
  .meta({ id: "RebuildList" });

const START = {
  summary: "Rebuild all tables from the log",
  description:
    "Begins to replay the log beside the live tables, which go on meanwhile; then both are compared and the rebuilt ones become live. Refused while another rebuild is open. Ask for the rebuild to see how far it is and what differed.",
};
const RESUME = {
  summary: "Go on with a rebuild that was interrupted",
  description: "Begins the next attempt where the one before was cut off.",
};
const DROP = {
  summary: "Drop a rebuild, or the tables from before it",
  description:
    "A rebuild whose tables are not live yet ends, and nothing has changed. Of one that is done the old tables, which are kept for a while, are dropped at once.",
};

/** `/rebuilds`: begins, shows, goes on with and drops rebuilds of all tables from the log. */
export function rebuildRoutes(rebuilds: () => Rebuilds): FastifyPluginAsync {
  return async (app) => {
    const once = oncePerKey<RebuildStatus>();
    const typed = app.withTypeProvider<ZodTypeProvider>();
    const headers = commandHeaders;
    const begun = { 202: rebuildStatusSchema };
    typed.post("/rebuilds", { schema: { ...START, headers, response: begun } }, async (request, reply) => {
      const started = await once(request.headers["idempotency-key"], () => rebuilds().start());
      return reply.code(202).send(started);
    });
    typed.get(
      "/rebuilds",
      { schema: { summary: "All rebuilds, the newest first", response: { 200: listSchema } } },
      async () => ({ items: [...(await rebuilds().list())], next: null }),
    );
    typed.get(
      "/rebuilds/:rebuild",
      {
        schema: {
          summary: "How far a rebuild is, and what differed",
          params,
          response: { 200: rebuildStatusSchema },
        },
      },
      (request) => rebuilds().get(request.params.rebuild),
    );
    typed.post(
      "/rebuilds/:rebuild/resume",
      { schema: { ...RESUME, params, headers, response: begun } },
      async (request, reply) => reply.code(202).send(await rebuilds().resume(request.params.rebuild)),
    );
    typed.post(
      "/rebuilds/:rebuild/drop",
      { schema: { ...DROP, params, headers, response: { 200: rebuildStatusSchema } } },
      (request) => rebuilds().drop(request.params.rebuild),
    );
  };
}
