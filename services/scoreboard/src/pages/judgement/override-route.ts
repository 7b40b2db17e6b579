import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { actorField, wordsField } from "../alerts/say-from-form.ts";
import type { PageParts } from "../page-parts.ts";
import { judgementRoutes } from "./judgement-routes.ts";
import { overrideForm, WHY_MAX_CHARACTERS } from "./override-form.ts";

const fields = z.object({
  says: z.enum(["hit", "miss"], "choose how it will end"),
  reason: wordsField("say what the figures do not know", WHY_MAX_CHARACTERS),
  until: z.iso.date("name the day on which it expires, such as 2026-11-01"),
  ...actorField,
});

/** `POST /goals/{goal}/overrides` and `POST /alerts/{alert}/overrides`: the forms behind "Say how it will end". */
export function overrideRoutes(app: FastifyInstance, parts: PageParts): void {
  const { commands } = parts;
  judgementRoutes(app, parts, {
    path: "overrides",
    fields,
    form: overrideForm,
    say: (goal, said) => commands.override(goal, said),
  });
}
