import { commandHeaders, MOST_CONFIDENCE, problemSchema } from "@milepost/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { CheckedIn, CheckIn } from "../judgement/check-in.ts";
import { COMMAND_ACTOR } from "./command-actor.ts";

const MAX_COMMENT_CHARACTERS = 4_000;
const MAX_PERIOD_CHARACTERS = 20;
const WHOLE = `say in \`confidence\` how sure you are that the target is reached: a whole number from 0 (not at all) to ${MOST_CONFIDENCE}`;

const checkInSchema = z
  .object(
    {
      confidence: z.int(WHOLE).min(0, WHOLE).max(MOST_CONFIDENCE, WHOLE),
      comment: z
        .string("write `comment` as text, or leave it out")
        .trim()
        .max(MAX_COMMENT_CHARACTERS)
        .optional(),
      period: z
        .string("name in `period` a period of the goal, such as 2026-09, or leave it out")
        .max(MAX_PERIOD_CHARACTERS)
        .optional(),
    },
    "send a JSON object with confidence, and where there is one a comment",
  )
  .meta({ id: "CheckIn" });

const schema = {
  summary: "Check in on a goal: how sure you are that its target is reached, and why",
  params: z.object({ goal: z.string() }),
  headers: commandHeaders,
  body: checkInSchema,
  response: {
    201: z
      .object({
        id: z.string(),
        goal: z.string(),
        confidence: z.int(),
        period: z.string().nullable(),
        time: z.iso.datetime({ offset: true }),
      })
      .meta({ id: "CheckedIn" }),
    "4xx": problemSchema,
  },
};

/** `POST /goals/{goal}/check-ins`. */
export function registerPostCheckIns(
  app: FastifyInstance,
  checkIn: (goal: string, request: CheckIn) => Promise<CheckedIn>,
): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .post("/goals/:goal/check-ins", { schema }, async (request, reply) => {
      const checkedIn = await checkIn(request.params.goal, {
        ...request.body,
        actor: request.headers["milepost-actor"] ?? COMMAND_ACTOR,
        idempotencyKey: request.headers["idempotency-key"],
      });
      return reply.code(201).send(checkedIn);
    });
}
