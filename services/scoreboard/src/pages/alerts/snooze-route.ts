import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { PageParts } from "../page-parts.ts";
import { actorField, formBody, sayFromForm, wordsField } from "./say-from-form.ts";
import { REASON_MAX_CHARACTERS, snoozeForm } from "./snooze-form.ts";

const params = z.object({ alert: z.string() });
const fields = z.object({
  reason: wordsField("say why it may rest", REASON_MAX_CHARACTERS),
  until: z.iso.date("name the day on which it comes up again, such as 2026-11-01"),
  ...actorField,
});

/** `POST /alerts/{alert}/snoozes`: the form behind "Put off"; returns to the page it came from. */
export function snoozeRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .post("/alerts/:alert/snoozes", { schema: { hide: true, params, body: formBody } }, (request, reply) => {
      const { back, ...typed } = request.body;
      const { alert } = request.params;
      const say = (said: Parameters<typeof parts.commands.snooze>[1]): Promise<unknown> =>
        parts.commands.snooze(alert, said);
      return sayFromForm(parts, reply, { alert, back, typed, fields, form: snoozeForm, say });
    });
}
