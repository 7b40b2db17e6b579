import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { PageParts } from "../page-parts.ts";
import { PLAN_MAX_CHARACTERS } from "./acknowledge-form.ts";

const ACTOR_MAX_CHARACTERS = 200;

const params = z.object({ alert: z.string() });
const body = z.object({
  plan: z.string().trim().min(1).max(PLAN_MAX_CHARACTERS),
  reviewDate: z.iso.date(),
  actor: z.string().trim().min(1).max(ACTOR_MAX_CHARACTERS),
  /** A page of ours to return to. */
  back: z
    .string()
    .regex(/^\/(?!\/)[\w/-]*$/, "is no page of ours")
    .default("/alerts"),
});

/** `POST /alerts/{alert}/acknowledgements`: the form behind "Acknowledge"; returns to the page it came from. */
export function acknowledgeRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .post(
      "/alerts/:alert/acknowledgements",
      { schema: { hide: true, params, body } },
      async (request, reply) => {
        const { plan, reviewDate, actor, back } = request.body;
        await parts.commands.acknowledge(request.params.alert, { plan, reviewDate, actor });
        return reply.redirect(`${back}?done=${encodeURIComponent(request.params.alert)}`, 303);
      },
    );
}
