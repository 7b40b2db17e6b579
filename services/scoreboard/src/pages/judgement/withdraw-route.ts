import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { actorField, wordsField } from "../alerts/say-from-form.ts";
import type { PageParts } from "../page-parts.ts";
import { judgementRoutes } from "./judgement-routes.ts";
import { WHY_MAX_CHARACTERS } from "./override-form.ts";
import { withdrawForm } from "./withdraw-form.ts";

const fields = z.object({
  reason: wordsField("say why it does not hold any more", WHY_MAX_CHARACTERS),
  ...actorField,
});

/** `POST /goals/{goal}/overrides/{override}/withdrawal`, and the same of an alert: the forms behind "Withdraw". */
export function withdrawRoutes(app: FastifyInstance, parts: PageParts): void {
  const { commands } = parts;
  judgementRoutes(app, parts, {
    path: "overrides/:override/withdrawal",
    fields,
    form: withdrawForm,
    say: (goal, said, { override = "" }) => commands.withdrawOverride({ goal, override }, said),
  });
}
