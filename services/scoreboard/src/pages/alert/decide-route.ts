import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { alertFormFields, sayFromForm } from "../alerts/say-from-form.ts";
import type { PageParts } from "../page-parts.ts";
import { DECLINE_MAX_CHARACTERS } from "./decide-forms.ts";

const params = z.object({ alert: z.string(), option: z.string() });
const acceptance = z.object(alertFormFields);
const decline = z.object({
  ...alertFormFields,
  reason: z.string().trim().min(1).max(DECLINE_MAX_CHARACTERS),
});

/** `POST /alerts/{alert}/suggestions/{option}/acceptance` and `…/decline`: the forms behind a suggestion. */
export function decideRoutes(app: FastifyInstance, parts: PageParts): void {
  const { decideSuggestion } = parts.commands;
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.post(
    "/alerts/:alert/suggestions/:option/acceptance",
    { schema: { hide: true, params, body: acceptance } },
    ({ params: name, body: { back, actor: by, token } }, reply) =>
      sayFromForm(parts, reply, {
        back,
        actor: by,
        token,
        alert: name.alert,
        say: (actor) => decideSuggestion(name, { decision: "accepted", actor }),
      }),
  );
  typed.post(
    "/alerts/:alert/suggestions/:option/decline",
    { schema: { hide: true, params, body: decline } },
    ({ params: name, body: { reason, back, actor: by, token } }, reply) =>
      sayFromForm(parts, reply, {
        back,
        actor: by,
        token,
        alert: name.alert,
        say: (actor) => decideSuggestion(name, { decision: "declined", actor, reason }),
      }),
  );
}
