import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { commandHeaders } from "@milepost/contracts";
import { oncePerKey } from "@milepost/runtime";
import type { RebuildReport } from "../rebuild/report.ts";
import { rebuildReportSchema } from "../rebuild/report.ts";

/** `POST /rebuilds`: builds all tables anew from the log and answers with what differed. */
export function postRebuilds(rebuild: () => Promise<RebuildReport>): FastifyPluginAsync {
  return async (app) => {
    const once = oncePerKey<RebuildReport>();
    app.withTypeProvider<ZodTypeProvider>().post(
      "/rebuilds",
      {
        schema: {
          summary: "Rebuild all tables from the log",
          description:
            "Replays the log beside the live tables, compares both, and makes the rebuilt ones live.",
          headers: commandHeaders,
          response: { 200: rebuildReportSchema },
        },
      },
      (request) => once(request.headers["idempotency-key"], rebuild),
    );
  };
}
