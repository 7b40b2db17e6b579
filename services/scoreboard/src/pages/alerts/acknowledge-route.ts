import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { MilepostError } from "@milepost/runtime";
import { sentence } from "../../words/lists.ts";
import type { PageParts } from "../page-parts.ts";
import { sendWords } from "../page-parts.ts";
import { PLAN_MAX_CHARACTERS } from "./acknowledge-form.ts";

const ACTOR_MAX_CHARACTERS = 200;

const params = z.object({ alert: z.string() });
const body = z.object({
  plan: z.string().trim().min(1).max(PLAN_MAX_CHARACTERS),
  reviewDate: z.iso.date(),
  actor: z.string().trim().min(1).max(ACTOR_MAX_CHARACTERS),
  /** A page of ours to return to. */
  back: z
    .string()
    .regex(/^\/(?!\/)[\w/-]*$/, "is no page of ours")
    .default("/alerts"),
});

/** `POST /alerts/{alert}/acknowledgements`: the form behind "Acknowledge"; returns to the page it came from. */
export function acknowledgeRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .post(
      "/alerts/:alert/acknowledgements",
      { schema: { hide: true, params, body } },
      async (request, reply) => {
        const { plan, reviewDate, actor, back } = request.body;
        const { alert } = request.params;
        try {
          await parts.commands.acknowledge(alert, { plan, reviewDate, actor });
        } catch (error) {
          if (!(error instanceof MilepostError) || error.retryable) throw error;
          const words = `${error.message}. ${fixOf(error)}`;
          const link = { href: `/alerts/${alert}`, text: "Back to the alert" };
          return sendWords(parts, reply, { status: 422, title: "This was not taken", words, link });
        }
        return reply.redirect(`${back}?done=${encodeURIComponent(alert)}`, 303);
      },
    );
}

/** What the person can do about a refused field. */
function fixOf({ details }: MilepostError): string {
  const problems = z.array(z.looseObject({ fix: z.string().optional() })).safeParse(details["problems"]);
  const fixes = problems.success ? problems.data.map(({ fix }) => fix ?? "") : [];
  return sentence(fixes.filter((fix) => fix !== "").join("; "));
}
