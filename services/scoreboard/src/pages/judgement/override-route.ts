import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { actorField, formBody, sayFromForm, wordsField } from "../alerts/say-from-form.ts";
import { takeForm } from "../forms/take-form.ts";
import type { PageParts } from "../page-parts.ts";
import { goalOf } from "./goal-of-alert.ts";
import { overrideForm, WHY_MAX_CHARACTERS } from "./override-form.ts";

const fields = z.object({
  says: z.enum(["hit", "miss"], "choose how it will end"),
  reason: wordsField("say what the figures do not know", WHY_MAX_CHARACTERS),
  until: z.iso.date("name the day on which it expires, such as 2026-11-01"),
  ...actorField,
});
const ofGoal = { hide: true, params: z.object({ goal: z.string() }), body: formBody };
const ofAlert = { hide: true, params: z.object({ alert: z.string() }), body: formBody };

/** `POST /goals/{goal}/overrides` and `POST /alerts/{alert}/overrides`: the forms behind "Say how it will end"; each returns to a page. */
export function overrideRoutes(app: FastifyInstance, parts: PageParts): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.post("/goals/:goal/overrides", { schema: ofGoal }, ({ params, body }, reply) => {
    const { back, ...sent } = body;
    const action = `/goals/${params.goal}/overrides`;
    return takeForm(parts, reply, {
      typed: sent,
      fields,
      form: (filled) => overrideForm({ action, back, holder: null, filled }),
      say: (said) => parts.commands.override(params.goal, said),
      to: back,
      link: { href: back, text: "Back" },
    });
  });
  typed.post("/alerts/:alert/overrides", { schema: ofAlert }, ({ params, body }, reply) => {
    const { back, ...sent } = body;
    const { alert } = params;
    return sayFromForm(parts, reply, {
      alert,
      back,
      typed: sent,
      fields,
      form: (shown) => overrideForm({ ...shown, action: `/alerts/${alert}/overrides` }),
      say: async (said) => parts.commands.override(await goalOf(parts, alert), said),
    });
  });
}
