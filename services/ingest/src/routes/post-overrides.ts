import { commandHeaders, problemSchema } from "@milepost/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Overridden, Override } from "../judgement/override.ts";
import { COMMAND_ACTOR } from "./command-actor.ts";

const MAX_REASON_CHARACTERS = 4_000;
const WHY = "say in `reason` what the figures do not know";
const says = z.enum(["hit", "miss"], "say in `says` how the goal will end: hit or miss");

const overrideSchema = z
  .object(
    {
      says,
      reason: z.string(WHY).trim().min(1, WHY).max(MAX_REASON_CHARACTERS),
      until: z.iso.date("name in `until` the day on which it expires, such as 2026-11-01"),
    },
    "send a JSON object with says, reason and until",
  )
  .meta({ id: "Override" });

const schema = {
  summary:
    "Say how a goal will end beside what the model says, with a reason and an expiry; it is scored when the goal ends",
  params: z.object({ goal: z.string() }),
  headers: commandHeaders,
  body: overrideSchema,
  response: {
    201: z
      .object({
        id: z.string(),
        goal: z.string(),
        says,
        until: z.iso.date(),
        time: z.iso.datetime({ offset: true }),
      })
      .meta({ id: "Overridden" }),
    "4xx": problemSchema,
  },
};

/** `POST /goals/{goal}/overrides`. */
export function registerPostOverrides(
  app: FastifyInstance,
  override: (goal: string, request: Override) => Promise<Overridden>,
): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .post("/goals/:goal/overrides", { schema }, async (request, reply) => {
      const overridden = await override(request.params.goal, {
        ...request.body,
        actor: request.headers["milepost-actor"] ?? COMMAND_ACTOR,
        idempotencyKey: request.headers["idempotency-key"],
      });
      return reply.code(201).send(overridden);
    });
}
