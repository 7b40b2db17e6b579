import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { LogDesk } from "../log-desk/log-desk.ts";

/** Media type of a backup. */
export const BACKUP_MEDIA_TYPE = "application/x-tar";

const schema = {
  summary: "Write a backup of the log, and stream it",
  description:
    "A tar archive of everything that stands in the log now; what is appended meanwhile is not in it. The last two members are its manifest and that one's checksum: an answer that ends without them is no backup. `milepost backup --verify` checks one.",
  tags: ["log"],
  querystring: z.strictObject({
    people: z
      .enum(["true", "false"])
      .default("true")
      .describe("false leaves names, addresses and the free text that people wrote out"),
  }),
  response: {
    200: {
      description: "The archive",
      content: { [BACKUP_MEDIA_TYPE]: { schema: z.string().meta({ format: "binary" }) } },
    },
  },
};

interface Asked {
  readonly Querystring: { readonly people: "true" | "false" };
}

/** `POST /backups`. */
export function registerBackups(app: FastifyInstance, desk: Pick<LogDesk, "backup">): void {
  app.post<Asked>("/backups", { schema, serializerCompiler: () => String }, async (request, reply) => {
    const { name, archive } = await desk.backup({ people: request.query.people === "true" });
    return reply
      .type(BACKUP_MEDIA_TYPE)
      .header("content-disposition", `attachment; filename="${name}"`)
      .send(archive);
  });
}
