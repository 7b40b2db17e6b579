import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { PageParts } from "../page-parts.ts";
import { PLAN_MAX_CHARACTERS } from "./acknowledge-form.ts";
import { alertFormFields, sayFromForm } from "./say-from-form.ts";

const params = z.object({ alert: z.string() });
const body = z.object({
  ...alertFormFields,
  plan: z.string().trim().min(1).max(PLAN_MAX_CHARACTERS),
  reviewDate: z.iso.date(),
});

/** `POST /alerts/{alert}/acknowledgements`: the form behind "Acknowledge"; returns to the page it came from. */
export function acknowledgeRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .post("/alerts/:alert/acknowledgements", { schema: { hide: true, params, body } }, (request, reply) => {
      const { back, actor, token, ...command } = request.body;
      const { alert } = request.params;
      const say = (by: string): Promise<unknown> =>
        parts.commands.acknowledge(alert, { ...command, actor: by });
      return sayFromForm(parts, reply, { alert, back, actor, token, say });
    });
}
