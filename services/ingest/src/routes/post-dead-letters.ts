import { commandHeaders, logPlaceSchema, MAX_RESOLUTION_REASON, problemSchema } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { DeadLetterDesk } from "../dead-letters/dead-letter-desk.ts";
import { parseExactJson } from "../events/parse-exact-json.ts";
import { COMMAND_ACTOR } from "./command-actor.ts";

const params = z.object({
  id: z.string().describe("Topic, partition and offset of the record: observations-2-118"),
});

const reason = z
  .string("say in `reason` why")
  .trim()
  .min(1, "say in `reason` why")
  .max(MAX_RESOLUTION_REASON);

const resolvedSchema = z
  .object({
    deadLetter: z.string(),
    resolution: z.enum(["replayed", "discarded"]),
    by: z.string(),
    at: z.string(),
    reason: z.string().nullable(),
    replacement: logPlaceSchema.nullable().describe("The record that stands for it now"),
    outcome: z
      .enum(["visible", "kept_apart", "refused"])
      .nullable()
      .describe("What became of the replacement: in the tables, a conflict, or a dead letter itself"),
    replacementDeadLetter: z
      .string()
      .nullable()
      .describe("The dead letter of a replacement that was refused"),
  })
  .meta({ id: "DeadLetterResolved" });

const response = { 201: resolvedSchema, "4xx": problemSchema };

const replaySchema = {
  summary: "Try a dead letter again, as it stands or corrected",
  description:
    "Without body the record is tried again as it stands. With `event` that event is judged like a posted one, keeps source and id unless it names its own, and stands for the record. Answers once it is visible.",
  params,
  headers: commandHeaders,
  body: z
    .strictObject({ event: z.looseObject({}).optional(), reason: reason.optional() })
    .nullish()
    .meta({ id: "DeadLetterReplay" }),
  response,
};

const discardSchema = {
  summary: "Decide that nothing stands for a dead letter; the record stays in the log",
  params,
  headers: commandHeaders,
  body: z.strictObject({ reason }, "send a JSON object with reason").meta({ id: "DeadLetterDiscard" }),
  response,
};

/** `POST /dead-letters/{id}/replays` and `/discards`. */
export function registerPostDeadLetters(app: FastifyInstance, desk: DeadLetterDesk): void {
  void app.register(async (scope) => {
    readExactBodies(scope);
    const typed = scope.withTypeProvider<ZodTypeProvider>();
    typed.post("/dead-letters/:id/replays", { schema: replaySchema }, async (request, reply) => {
      const { event, reason: why } = request.body ?? {};
      const replay = { event, reason: why, ...sender(request.headers) };
      return reply.code(201).send(await desk.replay(request.params.id, replay));
    });
    typed.post("/dead-letters/:id/discards", { schema: discardSchema }, async (request, reply) => {
      const resolving = { reason: request.body.reason, ...sender(request.headers) };
      return reply.code(201).send(await desk.discard(request.params.id, resolving));
    });
  });
}

function sender(headers: z.infer<typeof commandHeaders>): {
  readonly by: string;
  readonly idempotencyKey: string | undefined;
} {
  return { by: headers["milepost-actor"] ?? COMMAND_ACTOR, idempotencyKey: headers["idempotency-key"] };
}

/** Decimals of a corrected event keep their digits, as those of a posted one do. */
function readExactBodies(scope: FastifyInstance): void {
  scope.removeContentTypeParser("application/json");
  scope.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    const text = String(body);
    if (text.trim() === "") return done(null, undefined);
    const parsed = parseExactJson(text, "wrapped event");
    if (parsed.ok) return done(null, parsed.value);
    const { problem } = parsed;
    done(new MilepostError("invalid_input", problem.message, { details: { problems: [problem] } }));
  });
}
