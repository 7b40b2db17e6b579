import { MOST_CONFIDENCE } from "@milepost/contracts";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { actorField } from "../alerts/say-from-form.ts";
import type { PageParts } from "../page-parts.ts";
import { checkInForm, COMMENT_MAX_CHARACTERS } from "./check-in-form.ts";
import { judgementRoutes } from "./judgement-routes.ts";

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

/** `POST /goals/{goal}/check-ins` and `POST /alerts/{alert}/check-ins`: the forms behind "Check in". */
export function checkInRoutes(app: FastifyInstance, parts: PageParts): void {
  const { commands } = parts;
  judgementRoutes(app, parts, {
    path: "check-ins",
    fields,
    form: checkInForm,
    say: (goal, said) => commands.checkIn(goal, said),
  });
}
