import { MOST_CONFIDENCE } from "@milepost/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { MilepostError } from "@milepost/runtime";
import { chooseMoment, readAlert } from "../../reading/board.ts";
import { alertFormFields, backField, sayFromForm, takeFromForm } from "../alerts/say-from-form.ts";
import type { PageParts } from "../page-parts.ts";
import { COMMENT_MAX_CHARACTERS } from "./check-in-form.ts";

const ACTOR_MAX_CHARACTERS = 200;

const said = {
  // An empty choice is no answer, and never 0.
  confidence: z
    .string()
    .regex(/^\d{1,2}$/)
    .transform(Number)
    .pipe(z.int().max(MOST_CONFIDENCE)),
  comment: z.string().trim().max(COMMENT_MAX_CHARACTERS).optional(),
};
const ofGoal = {
  params: z.object({ goal: z.string() }),
  body: z.object({
    ...said,
    back: backField,
    actor: z.string().trim().min(1).max(ACTOR_MAX_CHARACTERS),
  }),
};
const ofAlert = {
  params: z.object({ alert: z.string() }),
  body: z.object({ ...said, ...alertFormFields }),
};

/** `POST /goals/{goal}/check-ins` and `POST /alerts/{alert}/check-ins`: the forms behind "Check in"; each returns to a page. */
export function checkInRoutes(app: FastifyInstance, parts: PageParts): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.post("/goals/:goal/check-ins", { schema: { hide: true, ...ofGoal } }, (request, reply) => {
    const { back, ...command } = request.body;
    const say = (): Promise<unknown> => parts.commands.checkIn(request.params.goal, command);
    return takeFromForm(parts, reply, { say, to: back, link: { href: back, text: "Back" } });
  });
  typed.post("/alerts/:alert/check-ins", { schema: { hide: true, ...ofAlert } }, (request, reply) => {
    const { back, actor, token, ...command } = request.body;
    const { alert } = request.params;
    const say = async (by: string): Promise<unknown> =>
      parts.commands.checkIn(await goalOf(parts, alert), { ...command, actor: by });
    return sayFromForm(parts, reply, { alert, back, actor, token, say });
  });
}

/** The goal that an alert is about: whoever holds a link to the alert speaks of no other one. */
async function goalOf({ reading }: PageParts, id: string): Promise<string> {
  const chosen = await chooseMoment(reading, undefined);
  const alert = chosen && (await readAlert(reading, id, chosen.moment));
  if (alert === undefined) throw new MilepostError("not_found", `There is no alert "${id}"`);
  return alert.goal;
}
