import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { RebuildReport } from "../rebuild/report.ts";
import { rebuildReportSchema } from "../rebuild/report.ts";

/** `POST /rebuilds`: builds all tables anew from the log and answers with what differed. */
export function postRebuilds(rebuild: () => Promise<RebuildReport>): FastifyPluginAsync {
  return async (app) => {
    app.withTypeProvider<ZodTypeProvider>().post(
      "/rebuilds",
      {
        schema: {
          summary: "Rebuild all tables from the log",
          description:
            "Replays the log beside the live tables, compares both, and makes the rebuilt ones live.",
          tags: ["operations"],
          response: { 200: rebuildReportSchema },
        },
      },
      () => rebuild(),
    );
  };
}
