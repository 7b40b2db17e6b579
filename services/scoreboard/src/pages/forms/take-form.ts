import { MilepostError } from "@milepost/runtime";
import type { PlanState } from "@milepost/plan";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { Html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import { sentence } from "../../words/lists.ts";
import type { PageParts, WordsPage } from "../page-parts.ts";
import { RETRY_AFTER_SECONDS, sendWords } from "../page-parts.ts";
import { personFix } from "./person-fix.ts";
import type { FilledForm } from "./filled-form.ts";
import type { Keyed } from "./key-field.ts";
import { keyOf, withNewKey } from "./key-field.ts";

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
  /** Gives the command, under the key of the form. */
  readonly say: (said: Said & Keyed) => Promise<unknown>;
  /** Page to go to when it was taken. */
  readonly to: string;
  /** Where a refusal leads. */
  readonly link: WordsPage["link"];
}

/** Gives a form's command and goes on to a page; a refusal shows the form again, with what was typed, what is wrong above it and beside each field. */
export async function takeForm<Said>(
  parts: PageParts,
  reply: FastifyReply,
  { typed, fields, form, say, to, link }: SentForm<Said>,
): Promise<FastifyReply> {
  const refuse = ({ problems, isSpent, ...page }: Refusal): Promise<FastifyReply> => {
    const again = isSpent ? withNewKey(typed) : typed;
    return sendWords(parts, reply, {
      ...page,
      link,
      more: (moment) => form({ typed: again, problems }, moment),
    });
  };
  const said = fields.safeParse(typed);
  if (!said.success)
    return refuse({ ...NOT_TAKEN, words: UNCHANGED, problems: byField(said.error.issues), isSpent: false });
  try {
    await say({ ...said.data, ...keyOf(typed) });
  } catch (error) {
    if (!(error instanceof MilepostError)) throw error;
    const { people } = parts.reading.plan.now();
    return refuse(refusalOf(error, { fields: Object.keys(fields.shape), people, typed }));
  }
  return reply.redirect(to, 303);
}

interface Refusal extends Pick<WordsPage, "status" | "title" | "words" | "retryAfterSeconds"> {
  readonly problems: FilledForm["problems"];
  /** The form's key stands for something else already. */
  readonly isSpent: boolean;
}

const NOT_TAKEN = { status: 422, title: "This was not taken" } as const;
const STILL_HERE = "What you typed is still here";
const UNCHANGED = "Nothing was changed, and what you typed is still here.";

/** What a refusal is told with. */
export interface ShownForm extends Pick<FilledForm, "typed"> {
  /** Names of its fields. */
  readonly fields: readonly string[];
  readonly people: PlanState["people"];
}

/** What a page says of a command that was not taken; without an answer nobody knows whether it was. */
export function refusalOf(error: MilepostError, shown: ShownForm): Refusal {
  if (error.retryable)
    return {
      status: 503,
      title: "This may not have been taken",
      words: `No answer came that it was taken. ${STILL_HERE}: try it again in a moment.`,
      problems: {},
      isSpent: false,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    };
  if (codesOf(error).includes("key_used"))
    return {
      status: 409,
      title: "This form was sent before, with something else",
      words: `What was sent first was taken, and stands. ${STILL_HERE}: send it once more to say this, too.`,
      problems: {},
      isSpent: true,
    };
  const { problems, rest } = refusedFields(error, shown);
  const kept = error.code === "internal" ? `${STILL_HERE}.` : UNCHANGED;
  const words = [asSentence(error.message), rest, kept].filter((text) => text !== "").join(" ");
  return { ...NOT_TAKEN, words, problems, isSpent: false };
}

/** The first problem of each field. */
function byField(issues: readonly z.core.$ZodIssue[]): FilledForm["problems"] {
  return Object.fromEntries(
    issues.toReversed().map(({ path, message }) => [String(path[0] ?? ""), sentence(message)]),
  );
}

const refusedSchema = z.array(
  z.looseObject({
    field: z.string(),
    code: z.string().optional(),
    message: z.string(),
    fix: z.string().optional(),
  }),
);

function problemsIn({ details }: MilepostError): z.output<typeof refusedSchema> {
  return refusedSchema.safeParse(details["problems"]).data ?? [];
}

function codesOf(error: MilepostError): readonly (string | undefined)[] {
  return problemsIn(error).map(({ code }) => code);
}

/** What a command found wrong: by the form's fields, and what to do about the rest. */
function refusedFields(
  error: MilepostError,
  { fields, people, typed }: ShownForm,
): { readonly problems: FilledForm["problems"]; readonly rest: string } {
  const named = problemsIn(error).map((one) => ({
    ...one,
    name: one.field.split(".").at(-1) ?? "",
    fix: personFix(one.code, typed["actor"] ?? "", people) ?? one.fix,
  }));
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
    rest: rest.every((fix) => fix === "") ? "" : asSentence(rest.filter((fix) => fix !== "").join("; ")),
  };
}

function asSentence(text: string): string {
  return /[.?!]$/.test(text) ? sentence(text) : `${sentence(text)}.`;
}
