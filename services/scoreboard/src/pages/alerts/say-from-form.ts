import { MilepostError } from "@milepost/runtime";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { sentence } from "../../words/lists.ts";
import { holderOf } from "../alert/message-link.ts";
import type { PageParts } from "../page-parts.ts";
import { sendWords } from "../page-parts.ts";

const ACTOR_MAX_CHARACTERS = 200;

/** A page of ours to return to. */
export const backField = z
  .string()
  .regex(/^\/(?!\/)[\w/-]*$/, "is no page of ours")
  .default("/alerts");

/** What every form about an alert sends. */
export const alertFormFields = {
  actor: z.string().trim().min(1).max(ACTOR_MAX_CHARACTERS).optional(),
  /** Of a message's link, which says who somebody is. */
  token: z.string().optional(),
  back: backField,
};

export interface AlertForm {
  readonly alert: string;
  readonly back: string;
  readonly actor: string | undefined;
  readonly token: string | undefined;
  /** Gives the command as somebody. */
  readonly say: (actor: string) => Promise<unknown>;
}

/** Gives a form's command and returns to the page it came from; a refusal is a page that says what to do. */
export async function sayFromForm(
  parts: PageParts,
  reply: FastifyReply,
  { alert, back, actor, token, say }: AlertForm,
): Promise<FastifyReply> {
  const holder = holderOf(parts, alert, token);
  if (holder !== null && "refused" in holder) return sendWords(parts, reply, holder.refused);
  const by = holder?.person ?? actor;
  const link = { href: `/alerts/${alert}`, text: "Back to the alert" };
  if (by === undefined) return sendWords(parts, reply, { ...NOBODY, link });
  const to = `${back}?done=${encodeURIComponent(alert)}`;
  return takeFromForm(parts, reply, { say: () => say(by), to, link });
}

export interface FormCommand {
  readonly say: () => Promise<unknown>;
  /** Page to go to when it was taken. */
  readonly to: string;
  /** Where a refusal leads. */
  readonly link: { readonly href: string; readonly text: string };
}

/** Gives a form's command; a refusal is a page that says what to do. */
export async function takeFromForm(
  parts: PageParts,
  reply: FastifyReply,
  { say, to, link }: FormCommand,
): Promise<FastifyReply> {
  try {
    await say();
  } catch (error) {
    if (!(error instanceof MilepostError) || error.retryable) throw error;
    const words = `${error.message}. ${fixOf(error)}`;
    return sendWords(parts, reply, { status: 422, title: "This was not taken", words, link });
  }
  return reply.redirect(to, 303);
}

const NOBODY = {
  status: 422,
  title: "This was not taken",
  words: "Say in “Your name or address” who you are.",
} as const;

/** What the person can do about a refused field. */
function fixOf({ details }: MilepostError): string {
  const problems = z.array(z.looseObject({ fix: z.string().optional() })).safeParse(details["problems"]);
  const fixes = problems.success ? problems.data.map(({ fix }) => fix ?? "") : [];
  return sentence(fixes.filter((fix) => fix !== "").join("; "));
}
