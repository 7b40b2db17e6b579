import { commandHeaders, problemSchema } from "@milepost/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Acknowledged, Acknowledgement } from "../alerts/acknowledge.ts";
import { COMMAND_ACTOR } from "./command-actor.ts";

const MAX_PLAN_CHARACTERS = 4_000;

const acknowledgementSchema = z
  .object(
    {
      plan: z
        .string("say in `plan` what will be done")
        .trim()
        .min(1, "say in `plan` what will be done")
        .max(MAX_PLAN_CHARACTERS),
      reviewDate: z.iso.date("name in `reviewDate` the day on which you look again, such as 2026-11-01"),
    },
    "send a JSON object with plan and reviewDate",
  )
  .meta({ id: "Acknowledgement" });

const schema = {
  summary: "Take an alert on, with a plan and a review date",
  params: z.object({ alert: z.string() }),
  headers: commandHeaders,
  body: acknowledgementSchema,
  response: {
    201: z
      .object({ id: z.string(), alert: z.string(), goal: z.string(), reviewDate: z.string() })
      .meta({ id: "AlertAcknowledged" }),
    "4xx": problemSchema,
  },
};

/** `POST /alerts/{alert}/acknowledgements`. */
export function registerPostAcknowledgements(
  app: FastifyInstance,
  acknowledge: (alert: string, request: Acknowledgement) => Promise<Acknowledged>,
): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .post("/alerts/:alert/acknowledgements", { schema }, async (request, reply) => {
      const acknowledged = await acknowledge(request.params.alert, {
        ...request.body,
        actor: request.headers["milepost-actor"] ?? COMMAND_ACTOR,
        idempotencyKey: request.headers["idempotency-key"],
      });
      return reply.code(201).send(acknowledged);
    });
}
