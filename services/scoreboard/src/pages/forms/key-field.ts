import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { FilledForm } from "./filled-form.ts";

/** Name of the hidden field that tells one showing of a form from another. */
const KEY = "key";

const keySchema = z
  .string()
  .regex(/^[\w-]{8,100}$/)
  .optional();

/** What a form's command carries of its own: sent twice it is one command. */
export interface Keyed {
  readonly idempotencyKey?: string | undefined;
}

/** Makes a form say one thing once, however often it is sent: its key stays while nobody knows whether it was taken. */
export function keyField({ typed }: FilledForm): Html {
  // Browsers that fill forms again on reload would bring back the key of what was said already.
  return html`<input type="hidden" name="${KEY}" value="${typed[KEY] ?? randomUUID()}" autocomplete="off" />`;
}

/** The key that a form was sent with; a page from before forms had keys sends none. */
export function keyOf(typed: FilledForm["typed"]): Keyed {
  return { idempotencyKey: keySchema.safeParse(typed[KEY]).data };
}

/** The same form as another showing of it. */
export function withNewKey({ [KEY]: _sent, ...typed }: FilledForm["typed"]): FilledForm["typed"] {
  return typed;
}
