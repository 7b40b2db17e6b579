import { commandHeaders, problemSchema, REVIEW_DECISIONS } from "@milepost/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Concluded, Conclusion } from "../reviews/conclude-review.ts";
import { COMMAND_ACTOR } from "./command-actor.ts";

const MAX_TEXT_CHARACTERS = 4_000;
const DECIDE = `say in \`decision\` what the review came to: ${REVIEW_DECISIONS.join(", ")}`;
const WHY = "say in `text` why, or what will be done";

const conclusionSchema = z
  .object(
    {
      decision: z.enum(REVIEW_DECISIONS, DECIDE),
      text: z.string(WHY).trim().min(1, WHY).max(MAX_TEXT_CHARACTERS),
    },
    "send a JSON object with decision and text",
  )
  .meta({ id: "Conclusion" });

const schema = {
  summary: "Close an out-of-cycle review with a conclusion",
  params: z.object({ review: z.string() }),
  headers: commandHeaders,
  body: conclusionSchema,
  response: {
    201: z
      .object({
        id: z.string(),
        review: z.string(),
        goal: z.string(),
        decision: z.enum(REVIEW_DECISIONS),
      })
      .meta({ id: "ReviewConcluded" }),
    "4xx": problemSchema,
  },
};

/** `POST /reviews/{review}/conclusion`. */
export function registerPostConclusions(
  app: FastifyInstance,
  conclude: (review: string, request: Conclusion) => Promise<Concluded>,
): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .post("/reviews/:review/conclusion", { schema }, async (request, reply) => {
      const concluded = await conclude(request.params.review, {
        ...request.body,
        actor: request.headers["milepost-actor"] ?? COMMAND_ACTOR,
        idempotencyKey: request.headers["idempotency-key"],
      });
      return reply.code(201).send(concluded);
    });
}
