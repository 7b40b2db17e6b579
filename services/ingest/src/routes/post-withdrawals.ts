import { commandHeaders, problemSchema } from "@milepost/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { OverrideName, OverrideWithdrawal, OverrideWithdrawn } from "../judgement/withdraw-override.ts";
import { COMMAND_ACTOR } from "./command-actor.ts";

const MAX_REASON_CHARACTERS = 4_000;
const WHY = "say in `reason` why it does not hold any more";

const withdrawalSchema = z
  .object(
    { reason: z.string(WHY).trim().min(1, WHY).max(MAX_REASON_CHARACTERS) },
    "send a JSON object with reason",
  )
  .meta({ id: "OverrideWithdrawal" });

const schema = {
  summary: "Take back what somebody said of how a goal will end, with a reason; it stays in the history",
  params: z.object({ goal: z.string(), override: z.string() }),
  headers: commandHeaders,
  body: withdrawalSchema,
  response: {
    201: z
      .object({
        id: z.string(),
        goal: z.string(),
        override: z.string(),
        time: z.iso.datetime({ offset: true }),
      })
      .meta({ id: "OverrideWithdrawn" }),
    "4xx": problemSchema,
  },
};

/** `POST /goals/{goal}/overrides/{override}/withdrawal`. */
export function registerPostWithdrawals(
  app: FastifyInstance,
  withdraw: (name: OverrideName, request: OverrideWithdrawal) => Promise<OverrideWithdrawn>,
): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .post("/goals/:goal/overrides/:override/withdrawal", { schema }, async (request, reply) => {
      const withdrawn = await withdraw(request.params, {
        ...request.body,
        actor: request.headers["milepost-actor"] ?? COMMAND_ACTOR,
        idempotencyKey: request.headers["idempotency-key"],
      });
      return reply.code(201).send(withdrawn);
    });
}
