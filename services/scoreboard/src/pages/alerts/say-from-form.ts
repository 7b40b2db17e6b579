import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { Html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import { holderOf, personOf } from "../alert/message-link.ts";
import type { FilledForm } from "../forms/filled-form.ts";
import type { Keyed } from "../forms/key-field.ts";
import type { FormFields } from "../forms/take-form.ts";
import { takeForm, typedFields } from "../forms/take-form.ts";
import type { PageParts } from "../page-parts.ts";
import { sendWords } from "../page-parts.ts";
import type { LinkHolder } from "./acknowledge-form.ts";

const ACTOR_MAX_CHARACTERS = 200;

/** A page of ours to return to, with whose rows it shows. */
const backField = z
  .string()
  .regex(/^\/(?!\/)[\w/-]*(?:\?[\w=&%.+-]*)?$/, "is no page of ours")
  .default("/alerts");

/** Body of a form that returns to the page it came from; its fields are looked at by `takeForm`. */
export const formBody = z.object({ back: backField }).and(typedFields);

/** Who sends a form. */
export const actorField = {
  actor: z
    .string("say who you are")
    .trim()
    .min(1, "say who you are")
    .max(ACTOR_MAX_CHARACTERS, `write at most ${ACTOR_MAX_CHARACTERS} characters`),
};

/** A field of words that has to be filled. */
export function wordsField(ask: string, most: number): z.ZodString {
  return z.string(ask).trim().min(1, ask).max(most, `write at most ${most} characters`);
}

export interface AlertForm<Said> {
  readonly alert: string;
  readonly back: string;
  readonly typed: Readonly<Record<string, string>>;
  readonly fields: FormFields<Said>;
  /** The form again. */
  readonly form: (shown: AlertFormShown) => Html;
  /** Gives the command as somebody. */
  readonly say: (said: Said & Keyed) => Promise<unknown>;
}

/** What a form about an alert is shown with. */
export interface AlertFormShown {
  readonly alert: string;
  readonly back: string;
  readonly moment: Moment;
  readonly holder: LinkHolder | null;
  readonly filled: FilledForm;
}

/** Gives a form's command and returns to the page it came from; whoever holds a message's link need not say who they are. */
export async function sayFromForm<Said>(
  parts: PageParts,
  reply: FastifyReply,
  { alert, back, typed, fields, form, say }: AlertForm<Said>,
): Promise<FastifyReply> {
  const link = holderOf(parts, alert, typed["token"]);
  if (link !== null && "refused" in link) return sendWords(parts, reply, link.refused);
  const holder = link === null ? null : { ...link, ...personOf(parts, link.person) };
  return takeForm(parts, reply, {
    typed: link === null ? typed : { ...typed, actor: link.person },
    fields,
    form: (filled, moment) => form({ alert, back, moment, holder, filled }),
    say,
    to: `${back}${back.includes("?") ? "&" : "?"}done=${encodeURIComponent(alert)}`,
    link: { href: `/alerts/${alert}`, text: "Back to the alert" },
  });
}
