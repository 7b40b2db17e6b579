import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { PageParts } from "../page-parts.ts";
import { acknowledgeForm, PLAN_MAX_CHARACTERS } from "./acknowledge-form.ts";
import { actorField, formBody, sayFromForm, wordsField } from "./say-from-form.ts";

const params = z.object({ alert: z.string() });
const fields = z.object({
  plan: wordsField("say what will be done", PLAN_MAX_CHARACTERS),
  reviewDate: z.iso.date("name the day on which it is looked at again, such as 2026-11-01"),
  ...actorField,
});

/** `POST /alerts/{alert}/acknowledgements`: the form behind "Acknowledge"; returns to the page it came from. */
export function acknowledgeRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .post(
      "/alerts/:alert/acknowledgements",
      { schema: { hide: true, params, body: formBody } },
      (request, reply) => {
        const { back, ...typed } = request.body;
        const { alert } = request.params;
        const say = (said: Parameters<typeof parts.commands.acknowledge>[1]): Promise<unknown> =>
          parts.commands.acknowledge(alert, said);
        return sayFromForm(parts, reply, { alert, back, typed, fields, form: acknowledgeForm, say });
      },
    );
}
