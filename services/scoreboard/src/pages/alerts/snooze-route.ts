import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { PageParts } from "../page-parts.ts";
import { alertFormFields, sayFromForm } from "./say-from-form.ts";
import { REASON_MAX_CHARACTERS } from "./snooze-form.ts";

const params = z.object({ alert: z.string() });
const body = z.object({
  ...alertFormFields,
  reason: z.string().trim().min(1).max(REASON_MAX_CHARACTERS),
  until: z.iso.date(),
});

/** `POST /alerts/{alert}/snoozes`: the form behind "Put off"; returns to the page it came from. */
export function snoozeRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .post("/alerts/:alert/snoozes", { schema: { hide: true, params, body } }, (request, reply) => {
      const { back, actor, token, ...command } = request.body;
      const { alert } = request.params;
      const say = (by: string): Promise<unknown> => parts.commands.snooze(alert, { ...command, actor: by });
      return sayFromForm(parts, reply, { alert, back, actor, token, say });
    });
}
