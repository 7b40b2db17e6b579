import { MilepostError } from "@milepost/runtime";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { sentence } from "../../words/lists.ts";
import type { PageParts } from "../page-parts.ts";
import { sendWords } from "../page-parts.ts";

const ACTOR_MAX_CHARACTERS = 200;

/** What every form about an alert sends. */
export const alertFormFields = {
  actor: z.string().trim().min(1).max(ACTOR_MAX_CHARACTERS),
  /** A page of ours to return to. */
  back: z
    .string()
    .regex(/^\/(?!\/)[\w/-]*$/, "is no page of ours")
    .default("/alerts"),
};

export interface AlertForm {
  readonly alert: string;
  readonly back: string;
  /** Gives the command. */
  readonly say: () => Promise<unknown>;
}

/** Gives a form's command and returns to the page it came from; a refusal is a page that says what to do. */
export async function sayFromForm(
  parts: PageParts,
  reply: FastifyReply,
  { alert, back, say }: AlertForm,
): Promise<FastifyReply> {
  try {
    await say();
  } catch (error) {
    if (!(error instanceof MilepostError) || error.retryable) throw error;
    const words = `${error.message}. ${fixOf(error)}`;
    const link = { href: `/alerts/${alert}`, text: "Back to the alert" };
    return sendWords(parts, reply, { status: 422, title: "This was not taken", words, link });
  }
  return reply.redirect(`${back}?done=${encodeURIComponent(alert)}`, 303);
}

/** What the person can do about a refused field. */
function fixOf({ details }: MilepostError): string {
  const problems = z.array(z.looseObject({ fix: z.string().optional() })).safeParse(details["problems"]);
  const fixes = problems.success ? problems.data.map(({ fix }) => fix ?? "") : [];
  return sentence(fixes.filter((fix) => fix !== "").join("; "));
}
