import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Html } from "../../html.ts";
import { formBody, sayFromForm } from "../alerts/say-from-form.ts";
import type { Keyed } from "../forms/key-field.ts";
import type { FormFields } from "../forms/take-form.ts";
import { takeForm } from "../forms/take-form.ts";
import type { PageParts } from "../page-parts.ts";
import type { CheckInForm } from "./check-in-form.ts";
import { goalOf } from "./goal-of-alert.ts";

const ofGoal = {
  hide: true,
  params: z.object({ goal: z.string(), override: z.string().optional() }),
  body: formBody,
};
const ofAlert = {
  hide: true,
  params: z.object({ alert: z.string(), override: z.string().optional() }),
  body: formBody,
};

/** A form by which people say something of a goal. */
export interface JudgementForm<Said> {
  /** The end of its path, such as `check-ins`; it may name an override. */
  readonly path: string;
  readonly fields: FormFields<Said>;
  readonly form: (shown: CheckInForm) => Html;
  /** Gives the command about a goal, and about the override that the path names. */
  readonly say: (
    goal: string,
    said: Said & Keyed,
    named: { readonly override?: string | undefined },
  ) => Promise<unknown>;
}

/** `POST /goals/{goal}/…` and `POST /alerts/{alert}/…`: the form behind a goal's page and an alert's; each returns to its page. */
export function judgementRoutes<Said>(
  app: FastifyInstance,
  parts: PageParts,
  { path, fields, form, say }: JudgementForm<Said>,
): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.post(`/goals/:goal/${path}`, { schema: ofGoal }, ({ params, body, url }, reply) => {
    const { back, ...sent } = body;
    const action = pathOf(url);
    return takeForm(parts, reply, {
      typed: sent,
      fields,
      form: (filled) => form({ action, back, holder: null, filled }),
      say: (said) => say(params.goal, said, params),
      to: back,
      link: { href: back, text: "Back" },
    });
  });
  typed.post(`/alerts/:alert/${path}`, { schema: ofAlert }, ({ params, body, url }, reply) => {
    const { back, ...sent } = body;
    const { alert } = params;
    return sayFromForm(parts, reply, {
      alert,
      back,
      typed: sent,
      fields,
      form: (shown) => form({ ...shown, action: pathOf(url) }),
      say: async (said) => say(await goalOf(parts, alert), said, params),
    });
  });
}

function pathOf(url: string): string {
  return url.split("?")[0] ?? url;
}
