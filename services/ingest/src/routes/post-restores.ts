import { SPREAD_TOPICS } from "@milepost/contracts";
import type { Topic } from "@milepost/contracts";
import { MilepostError, UPLOAD } from "@milepost/runtime";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { LogDesk } from "../log-desk/log-desk.ts";
import { BACKUP_MEDIA_TYPE } from "./post-backups.ts";

const PARTITIONS = /^[a-z-]+=\d{1,4}(,[a-z-]+=\d{1,4})*$/;

const querystring = z.strictObject({
  replace: z
    .enum(["true", "false"])
    .default("false")
    .describe("true: the backup takes the place of the records that there are"),
  partitions: z
    .string()
    .regex(PARTITIONS, "give topics and counts, such as observations=8")
    .optional()
    .describe("Partition counts, such as `observations=8`: multiples of the backup's"),
});

const restoringSchema = z
  .object({
    backup: z.string(),
    createdAt: z.string(),
    records: z.int(),
    people: z.boolean().describe("False: it was written without the person store"),
    generation: z
      .int()
      .describe("The generation that is made of it; when another one is live next, it was not restored"),
  })
  .meta({ id: "RestoreBegun" });

const schema = {
  summary: "Restore a backup: the log goes on in a next generation that is made of it",
  description:
    "The body is the archive. It is looked through while it comes; one that is damaged, or of a version that cannot be read, changes nothing. The answer comes once it is whole and is being copied; `GET /v1/generations` says how far that is. The generation before is kept for a week.",
  tags: ["log"],
  consumes: [BACKUP_MEDIA_TYPE],
  querystring,
  response: { 202: restoringSchema },
};

/** `POST /restores`. */
export function registerRestores(app: FastifyInstance, desk: Pick<LogDesk, "restore">): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // Streamed: an archive may be larger than any memory.
    scope.addContentTypeParser(BACKUP_MEDIA_TYPE, (_request, payload, done) => done(null, payload));
    scope.addContentTypeParser("*", (request, _payload, done) => {
      const given = request.headers["content-type"] ?? "none";
      const message = `Content type "${given}" is not taken; send the archive as ${BACKUP_MEDIA_TYPE}`;
      done(new MilepostError("unsupported_media_type", message));
    });
    scope
      .withTypeProvider<ZodTypeProvider>()
      .post("/restores", { schema, config: UPLOAD }, async (request, reply) => {
        const { replace, partitions } = request.query;
        const upload = (request.body ?? emptyUpload()) as AsyncIterable<Uint8Array>;
        const wanted = partitions === undefined ? {} : countsIn(partitions);
        const restoring = desk.restore({ upload, replace: replace === "true", partitions: wanted });
        return reply.code(202).send(await restoring);
      });
  });
}

async function* emptyUpload(): AsyncGenerator<Uint8Array> {}

function countsIn(text: string): Partial<Record<Topic, number>> {
  const pairs = text.split(",").map((pair) => pair.split("=") as [Topic, string]);
  const foreign = pairs.find(([topic]) => !SPREAD_TOPICS.includes(topic));
  if (foreign === undefined) return Object.fromEntries(pairs.map(([topic, count]) => [topic, Number(count)]));
  throw new MilepostError(
    "invalid_input",
    `Only ${SPREAD_TOPICS.join(" and ")} may have other partition counts`,
  );
}
