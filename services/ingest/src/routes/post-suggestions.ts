import { commandHeaders, problemSchema } from "@milepost/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Decided, SuggestionDecision, SuggestionName } from "../suggestions/decide-suggestion.ts";
import { COMMAND_ACTOR } from "./command-actor.ts";

const MAX_REASON_CHARACTERS = 4_000;

const params = z.object({ alert: z.string(), option: z.string() });
const share = z.number().min(0).max(1);

const decidedSchema = z
  .object({
    id: z.string(),
    alert: z.string(),
    goal: z.string(),
    option: z.string(),
    decision: z.enum(["accepted", "declined"]),
    line: z
      .string()
      .describe(
        "Line of the plan file, or planned value, that makes the goal so; of a lead what is to be done",
      ),
    pHitBefore: share,
    pHit: share,
    next: z.string().describe("What has to be done now: Milepost changes no plan by itself"),
  })
  .meta({ id: "SuggestionDecided" });

const declineSchema = z
  .object(
    {
      reason: z
        .string("say in `reason` why it is declined")
        .trim()
        .min(1, "say in `reason` why it is declined")
        .max(MAX_REASON_CHARACTERS),
    },
    "send a JSON object with reason",
  )
  .meta({ id: "SuggestionDecline" });

const response = { 201: decidedSchema, "4xx": problemSchema };

type Decide = (name: SuggestionName, decided: SuggestionDecision) => Promise<Decided>;

/** `POST /alerts/{alert}/suggestions/{option}/acceptance` and `…/decline`. */
export function registerPostSuggestions(app: FastifyInstance, decide: Decide): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const accept = {
    summary: "Accept a suggestion: another target, a later date, or what a lead is to do",
    params,
    headers: commandHeaders,
  };
  typed.post(
    "/alerts/:alert/suggestions/:option/acceptance",
    { schema: { ...accept, response } },
    async (request, reply) => {
      const accepted = await decide(request.params, { decision: "accepted", ...sentBy(request.headers) });
      return reply.code(201).send(accepted);
    },
  );
  const decline = { summary: "Decline a suggestion, with a reason", params, headers: commandHeaders };
  typed.post(
    "/alerts/:alert/suggestions/:option/decline",
    { schema: { ...decline, body: declineSchema, response } },
    async (request, reply) => {
      const { reason } = request.body;
      const declined = { decision: "declined", reason, ...sentBy(request.headers) } as const;
      return reply.code(201).send(await decide(request.params, declined));
    },
  );
}

function sentBy(
  headers: z.output<typeof commandHeaders>,
): Pick<SuggestionDecision, "actor" | "idempotencyKey"> {
  return {
    actor: headers["milepost-actor"] ?? COMMAND_ACTOR,
    idempotencyKey: headers["idempotency-key"],
  };
}
