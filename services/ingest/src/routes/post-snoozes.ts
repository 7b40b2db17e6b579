import { commandHeaders, problemSchema } from "@milepost/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Snooze, Snoozed } from "../alerts/snooze.ts";
import { COMMAND_ACTOR } from "./command-actor.ts";

const MAX_REASON_CHARACTERS = 4_000;

const snoozeSchema = z
  .object(
    {
      until: z.iso.date("name in `until` the day on which it comes up again, such as 2026-11-01"),
      reason: z
        .string("say in `reason` why it may rest")
        .trim()
        .min(1, "say in `reason` why it may rest")
        .max(MAX_REASON_CHARACTERS),
    },
    "send a JSON object with until and reason",
  )
  .meta({ id: "Snooze" });

const schema = {
  summary: "Put an alert off until a date, with a reason",
  params: z.object({ alert: z.string() }),
  headers: commandHeaders,
  body: snoozeSchema,
  response: {
    201: z
      .object({ id: z.string(), alert: z.string(), goal: z.string(), until: z.string() })
      .meta({ id: "AlertSnoozed" }),
    "4xx": problemSchema,
  },
};

/** `POST /alerts/{alert}/snoozes`. */
export function registerPostSnoozes(
  app: FastifyInstance,
  snooze: (alert: string, request: Snooze) => Promise<Snoozed>,
): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .post("/alerts/:alert/snoozes", { schema }, async (request, reply) => {
      const snoozed = await snooze(request.params.alert, {
        ...request.body,
        actor: request.headers["milepost-actor"] ?? COMMAND_ACTOR,
        idempotencyKey: request.headers["idempotency-key"],
      });
      return reply.code(201).send(snoozed);
    });
}
