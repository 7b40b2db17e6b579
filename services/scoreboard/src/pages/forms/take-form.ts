import { MilepostError } from "@milepost/runtime";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { Html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import { sentence } from "../../words/lists.ts";
import type { PageParts, WordsPage } from "../page-parts.ts";
import { sendWords } from "../page-parts.ts";
import type { FilledForm } from "./filled-form.ts";

/** What a browser sends of a form: its fields as text, each once. */
export const typedFields = z.record(z.string(), z.string());

/** What a form's fields have to hold. */
export type FormFields<Said> = z.ZodType<Said> & { readonly shape: object };

/** A form that was sent. */
export interface SentForm<Said> {
  readonly typed: Readonly<Record<string, string>>;
  /** What the fields have to hold; the messages say what to do about one that does not. */
  readonly fields: FormFields<Said>;
  /** The form again. */
  readonly form: (filled: FilledForm, moment: Moment) => Html;
  /** Gives the command. */
  readonly say: (said: Said) => Promise<unknown>;
  /** Page to go to when it was taken. */
  readonly to: string;
  /** Where a refusal leads. */
  readonly link: WordsPage["link"];
}

/** Gives a form's command and goes on to a page; a refusal shows the form again, with what was typed and what is wrong beside each field. */
export async function takeForm<Said>(
  parts: PageParts,
  reply: FastifyReply,
  { typed, fields, form, say, to, link }: SentForm<Said>,
): Promise<FastifyReply> {
  const refuse = (words: string, problems: FilledForm["problems"]): Promise<FastifyReply> => {
    const isNamed = Object.keys(problems).length > 0;
    const again = isNamed ? { more: (moment: Moment) => form({ typed, problems }, moment) } : {};
    return sendWords(parts, reply, { status: 422, title: "This was not taken", words, link, ...again });
  };
  const said = fields.safeParse(typed);
  if (!said.success) return refuse(UNCHANGED, byField(said.error.issues));
  try {
    await say(said.data);
  } catch (error) {
    if (!(error instanceof MilepostError) || error.retryable) throw error;
    const { problems, rest } = refusedFields(error, Object.keys(fields.shape));
    const kept = Object.keys(problems).length > 0 ? UNCHANGED : "";
    return refuse([`${error.message}.`, rest, kept].filter((text) => text !== "").join(" "), problems);
  }
  return reply.redirect(to, 303);
}

const UNCHANGED = "Nothing was changed, and what you typed is still here.";

/** The first problem of each field. */
function byField(issues: readonly z.core.$ZodIssue[]): FilledForm["problems"] {
  return Object.fromEntries(
    issues.toReversed().map(({ path, message }) => [String(path[0] ?? ""), sentence(message)]),
  );
}

const refusedSchema = z.array(
  z.looseObject({ field: z.string(), message: z.string(), fix: z.string().optional() }),
);

/** What a command found wrong: by the form's fields, and what to do about the rest. */
function refusedFields(
  { details }: MilepostError,
  fields: readonly string[],
): { readonly problems: FilledForm["problems"]; readonly rest: string } {
  const found = refusedSchema.safeParse(details["problems"]).data ?? [];
  const named = found.map((one) => ({ ...one, name: one.field.split(".").at(-1) ?? "" }));
  const ours = named.filter(({ name }) => fields.includes(name));
  const rest = named.filter((one) => !ours.includes(one)).map(({ fix }) => fix ?? "");
  return {
    problems: Object.fromEntries(
      ours.map(({ name, message, fix = "" }) => [
        name,
        [message, fix]
          .filter((text) => text !== "")
          .map(asSentence)
          .join(" "),
      ]),
    ),
    rest: sentence(rest.filter((fix) => fix !== "").join("; ")),
  };
}

function asSentence(text: string): string {
  return /[.?!]$/.test(text) ? sentence(text) : `${sentence(text)}.`;
}
