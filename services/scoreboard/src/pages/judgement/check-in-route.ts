import { MOST_CONFIDENCE } from "@milepost/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { actorField, formBody, sayFromForm } from "../alerts/say-from-form.ts";
import { takeForm } from "../forms/take-form.ts";
import type { PageParts } from "../page-parts.ts";
import { checkInForm, COMMENT_MAX_CHARACTERS } from "./check-in-form.ts";
import { goalOf } from "./goal-of-alert.ts";

const CHOOSE = `choose a number from 0 (not at all) to ${MOST_CONFIDENCE} (certain)`;
const fields = z.object({
  // An empty choice is no answer, and never 0.
  confidence: z
    .string(CHOOSE)
    .regex(/^\d{1,2}$/, CHOOSE)
    .transform(Number)
    .pipe(z.int().max(MOST_CONFIDENCE, CHOOSE)),
  comment: z
    .string()
    .trim()
    .max(COMMENT_MAX_CHARACTERS, `write at most ${COMMENT_MAX_CHARACTERS} characters`)
    .optional(),
  ...actorField,
});
const ofGoal = { hide: true, params: z.object({ goal: z.string() }), body: formBody };
const ofAlert = { hide: true, params: z.object({ alert: z.string() }), body: formBody };

/** `POST /goals/{goal}/check-ins` and `POST /alerts/{alert}/check-ins`: the forms behind "Check in"; each returns to a page. */
export function checkInRoutes(app: FastifyInstance, parts: PageParts): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.post("/goals/:goal/check-ins", { schema: ofGoal }, ({ params, body }, reply) => {
    const { back, ...sent } = body;
    const action = `/goals/${params.goal}/check-ins`;
    return takeForm(parts, reply, {
      typed: sent,
      fields,
      form: (filled) => checkInForm({ action, back, holder: null, filled }),
      say: (said) => parts.commands.checkIn(params.goal, said),
      to: back,
      link: { href: back, text: "Back" },
    });
  });
  typed.post("/alerts/:alert/check-ins", { schema: ofAlert }, ({ params, body }, reply) => {
    const { back, ...sent } = body;
    const { alert } = params;
    return sayFromForm(parts, reply, {
      alert,
      back,
      typed: sent,
      fields,
      form: (shown) => checkInForm({ ...shown, action: `/alerts/${alert}/check-ins` }),
      say: async (said) => parts.commands.checkIn(await goalOf(parts, alert), said),
    });
  });
}
