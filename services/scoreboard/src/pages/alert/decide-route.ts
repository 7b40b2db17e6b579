import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { actorField, formBody, sayFromForm, wordsField } from "../alerts/say-from-form.ts";
import type { PageParts } from "../page-parts.ts";
import { acceptForm, DECLINE_MAX_CHARACTERS, declineForm } from "./decide-forms.ts";

const params = z.object({ alert: z.string(), option: z.string() });
const schema = { hide: true, params, body: formBody };
const accepted = z.object(actorField);
const declined = z.object({ reason: wordsField("say why not", DECLINE_MAX_CHARACTERS), ...actorField });

/** `POST /alerts/{alert}/suggestions/{option}/acceptance` and `…/decline`: the forms behind a suggestion. */
export function decideRoutes(app: FastifyInstance, parts: PageParts): void {
  const { decideSuggestion } = parts.commands;
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const suggestion = "/alerts/:alert/suggestions/:option";
  typed.post(`${suggestion}/acceptance`, { schema }, ({ params: name, body: { back, ...sent } }, reply) =>
    sayFromForm(parts, reply, {
      alert: name.alert,
      back,
      typed: sent,
      fields: accepted,
      form: (shown) => acceptForm({ ...shown, option: name.option }),
      say: (said) => decideSuggestion(name, { ...said, decision: "accepted" }),
    }),
  );
  typed.post(`${suggestion}/decline`, { schema }, ({ params: name, body: { back, ...sent } }, reply) =>
    sayFromForm(parts, reply, {
      alert: name.alert,
      back,
      typed: sent,
      fields: declined,
      form: (shown) => declineForm({ ...shown, option: name.option }),
      say: (said) => decideSuggestion(name, { ...said, decision: "declined" }),
    }),
  );
}
